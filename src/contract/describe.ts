import { formatSeconds } from './text.ts'
import { isRun, programText, type SavedRecord } from './saved-record.ts'
import type { Run } from './run.ts'

/** Lines that every export carries: machine, versions, date, SHA-256 of the data; of a run its interpreter and verdict, of a program what was watched and the first finding. */
export function describeRun(record: SavedRecord) {
  const { id, title, createdAt, environments, sha256 } = record
  const { cpuModel, usableCores, cores, os, host, app } = environments[0]
  const run = isRun(record) ? record : undefined
  return {
    run: id,
    title,
    machine: `${cpuModel}, ${usableCores} of ${cores} cores, ${os}`,
    host,
    runtime: run && `${run.runtime.label} (${gilOf(run.runtime)})`,
    program: isRun(record) ? undefined : `watched: ${programText(record)}, ${formatSeconds(record.wallSeconds)}`,
    coreglow: app.version,
    date: createdAt,
    noise: noiseOf(isRun(record) ? record.verdict : record.diagnosis),
    verdict: run?.verdict.text,
    finding: isRun(record) ? undefined : record.diagnosis.findings[0]?.text,
    run_sha256: sha256 ?? 'none: saved by a version of Coreglow that did not store a digest',
  }
}

function noiseOf({ noisy, reasons }: Pick<Run['verdict'], 'noisy' | 'reasons'>): string {
  return noisy ? `noisy: ${reasons.join(' ')}` : 'not noisy'
}

/** The same in a line. */
export function describeLine(record: SavedRecord): string {
  const { machine, runtime, program, coreglow, date, noise, run_sha256: sha256 } = describeRun(record)
  return [machine, runtime ?? program, `Coreglow ${coreglow}`, date, noise, `SHA-256 of the run's data: ${sha256}`]
    .filter((part) => part !== undefined)
    .join('; ')
}

/** Metadata of a picture's file, for programs that list files. */
export interface FileTags {
  readonly title: string
  readonly software: string
  /** Undefined if it is not a valid date. */
  readonly date: Date | undefined
  readonly description: string
  /** SHA-256 of the data of each run, with spaces between. */
  readonly runSha256: string
}

/** Metadata of one run or more; the date is that of the last one. */
export function tagsOf(runs: readonly SavedRecord[]): FileTags {
  const last = runs.at(-1)!
  const date = new Date(last.createdAt)
  return {
    title: `Coreglow: ${[...new Set(runs.map(({ title }) => title))].join(' · ')}`,
    software: `Coreglow ${last.environments[0].app.version}`,
    date: Number.isNaN(date.getTime()) ? undefined : date,
    description: runs.map(describeLine).join('\n'),
    runSha256: runs.flatMap(({ sha256 }) => sha256 ?? []).join(' '),
  }
}

function gilOf({ kind, gilEnabled }: Run['runtime']): string {
  if (kind === 'node') return 'no GIL'
  return gilEnabled ? 'GIL on' : 'GIL off'
}
