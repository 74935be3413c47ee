import * as v from 'valibot'
import { EnvironmentSchema, RecordingSchema } from '../../contract/observation.ts'
import { summaryOf, undiagnosed } from '../programs/summary.ts'
import { isObject, list, type Json } from './json.ts'

const MISSING = 'not recorded before format 4'

/** An observation of format 3, or its header, as the program's that format 4 has in its place. */
export function observationToProgram({ watched, durationSeconds, ...rest }: Json): Json {
  const environment: unknown = Array.isArray(rest['environments']) ? rest['environments'][0] : undefined
  const next = {
    ...rest,
    kind: 'program',
    program: programOf(list(watched)[0]),
    wallSeconds: durationSeconds,
    environment,
    diagnosis: undiagnosed(MISSING),
  }
  const { recording } = rest
  // A header, or what the schema will refuse.
  if (!v.is(RecordingSchema, recording) || !v.is(EnvironmentSchema, environment)) return next
  const activity = { threads: [], gils: [], windows: [], missing: MISSING }
  return { ...next, activity, ...summaryOf(recording, activity, environment, MISSING) }
}

/** The first of the processes that were watched; the others are among the recorded tasks. */
function programOf(watched: unknown): Json {
  const process = isObject(watched) ? watched : {}
  return { ...process, command: [], attached: true, exitCode: null, signal: null, lastLines: [] }
}
