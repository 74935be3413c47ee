import * as v from 'valibot'
import { EnvironmentSchema } from '../../contract/observation.ts'

/** Environment as far as it is known before anything was observed. */
export const StartEnvironmentSchema = v.omit(EnvironmentSchema, ['load', 'otherLoad', 'steal', 'startMethod'])
