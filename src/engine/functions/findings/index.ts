import { healthy } from './healthy.ts'
import type { FunctionRule } from './rule.ts'

/** What decides the speed, or the results; sorted by strength. */
export const FAULTS: readonly FunctionRule[] = []

/** Where none of those applies. */
export const NO_FAULT: readonly FunctionRule[] = [healthy]
