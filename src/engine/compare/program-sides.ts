import { endedByCoreglow, type ProgramRecord } from '../../contract/program.ts'
import { programText } from '../../contract/saved-record.ts'

/** An observation of a program; `label` is unique among those that are compared. */
export interface Watched {
  readonly label: string
  /** Name that the user gave it. */
  readonly name?: string
  readonly record: ProgramRecord
}

/** Observations of one program, which are repeats of each other. */
export interface Side {
  readonly label: string
  readonly records: readonly ProgramRecord[]
  /** Every wall time is the program's own, from its start to its end. */
  readonly complete: boolean
}

/**
 * Observations of one name, or else of one command, are one side, so that their spread is known. Where all are of one
 * command, as before and after a repair, each is a side.
 */
export function sidesOf(watched: readonly Watched[]): readonly Side[] {
  const groups = new Map<string, Watched[]>()
  for (const observation of watched) {
    const key = observation.name ?? programText(observation.record)
    groups.set(key, [...(groups.get(key) ?? []), observation])
  }
  if (groups.size === 1) return watched.map(({ label, record }) => sideOf(label, [record]))
  return [...groups].map(([key, of]) =>
    sideOf(
      of.length === 1 ? of[0]!.label : key,
      of.map(({ record }) => record),
    ),
  )
}

function sideOf(label: string, records: readonly ProgramRecord[]): Side {
  return { label, records, complete: records.every(isComplete) }
}

/** Coreglow saw the program from its start to an end that was its own. */
function isComplete(record: ProgramRecord): boolean {
  const { program, status } = record
  const ended = program.exitCode !== null || program.signal !== null
  return status === 'finished' && !program.attached && ended && !endedByCoreglow(record)
}
