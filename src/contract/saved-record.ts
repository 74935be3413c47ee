import * as v from 'valibot'
import { ProgramRecordSchema, type Program, type ProgramRecord } from './program.ts'
import { RunSchema, type Run, type TrialResult } from './run.ts'

/** What the archive saves: an observation of a plan's trials with its results, or of a program of the user's. */
export const SavedRecordSchema = v.variant('kind', [RunSchema, ProgramRecordSchema])
export type SavedRecord = Run | ProgramRecord

export function isRun(record: SavedRecord): record is Run {
  return record.kind !== 'program'
}

/** Trials in the order in which they ran; none without a plan. */
export function resultsOf(record: SavedRecord): readonly TrialResult[] {
  return isRun(record) ? record.results : []
}

/** The command that was started, "python3 app.py", or else the process that was attached to, "python3 4121". */
export function programText({ program }: { readonly program: Program }): string {
  const { attached, command, name, pid } = program
  return attached || command.length === 0 ? `${name} ${pid}` : command.join(' ')
}
