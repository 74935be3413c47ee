import type { Run } from './run.ts'

/** Lines that every export carries: machine, versions, date, noise, and SHA-256 of the run's data. */
export function describeRun({ id, title, createdAt, environments, runtime, verdict, sha256 }: Run) {
  const { cpuModel, usableCores, cores, os, host, app } = environments[0]
  return {
    run: id,
    title,
    machine: `${cpuModel}, ${usableCores} of ${cores} cores, ${os}`,
    host,
    runtime: `${runtime.label} (${gilOf(runtime)})`,
    coreglow: app.version,
    date: createdAt,
    noise: verdict.noisy ? `noisy: ${verdict.reasons.join(' ')}` : 'not noisy',
    verdict: verdict.text,
    run_sha256: sha256 ?? 'none: saved by a version of Coreglow that did not store a digest',
  }
}

/** The same in a line: machine, versions, date, noise and the SHA-256 of the run's data. */
export function describeLine(run: Run): string {
  const { machine, runtime, coreglow, date, noise, run_sha256: sha256 } = describeRun(run)
  return [machine, runtime, `Coreglow ${coreglow}`, date, noise, `SHA-256 of the run's data: ${sha256}`].join('; ')
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
export function tagsOf(runs: readonly Run[]): FileTags {
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
