import type { Run } from '../../contract/run.ts'

/** What every export names: the machine, the versions, the date, the noise, and the SHA-256 of the run's data. */
export function describeRun({ id, title, createdAt, environment, runtime, verdict, sha256 }: Run) {
  const { cpuModel, usableCores, cores, os, host, app } = environment
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
    run_sha256: sha256 ?? 'none: the run was kept by a Coreglow that did not seal its runs',
  }
}

function gilOf({ kind, gilEnabled }: Run['runtime']): string {
  if (kind === 'node') return 'no GIL'
  return gilEnabled ? 'GIL on' : 'GIL off'
}
