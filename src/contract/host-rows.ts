import type { Host } from './host.ts'
import type { Clock } from './observation.ts'
import type { TrialResult } from './run.ts'
import { formatTenths, UNIT_SPACE } from './text.ts'

/** Mean number of cores that were busy, in the frames of a time; undefined where there are none. */
export function meanBusyCores(
  { recording }: Pick<Host, 'recording'>,
  fromNs: number,
  toNs: number,
): number | undefined {
  if ('missing' in recording) return undefined
  const { tNs, busy } = recording
  let sum = 0
  let frames = 0
  for (const [frame, ns] of tNs.entries()) {
    if (ns < fromNs || ns > toNs) continue
    frames++
    for (const core of busy) sum += core[frame] ?? 0
  }
  return frames === 0 ? undefined : sum / frames
}

/** What a run shows of other machines. */
interface Ran {
  readonly hosts?: readonly Host[] | undefined
  readonly clocks: readonly Clock[]
  readonly results: readonly TrialResult[]
}

/** A machine in numbers: its busy cores are the mean of the trials that had workers there. */
export interface HostRow {
  readonly host: string
  readonly cores: number
  readonly busyCores: number | undefined
  readonly workers: number
  /** Its clock is known to this much, ms. */
  readonly clockMs: number | undefined
  readonly samplerCpuSeconds: number | undefined
  readonly missing: string | undefined
}

export function hostRows({ hosts = [], clocks, results }: Ran): HostRow[] {
  return hosts.map((host) => {
    const there = results.filter(({ workers }) => workers.some((worker) => worker.host === host.host))
    const means = there.flatMap(({ startNs, endNs }) => meanBusyCores(host, startNs, endNs) ?? [])
    const uncertaintyNs = clocks.find((clock) => clock.host === host.host)?.uncertaintyNs
    const gone = host.gone ? 'it did not answer at the end' : undefined
    return {
      host: host.host,
      cores: host.cores,
      busyCores: means.length === 0 ? undefined : means.reduce((sum, mean) => sum + mean, 0) / means.length,
      workers: there.flatMap(({ workers }) => workers.filter((worker) => worker.host === host.host)).length,
      clockMs: typeof uncertaintyNs === 'number' ? uncertaintyNs / 1e6 : undefined,
      samplerCpuSeconds: typeof host.samplerCpuSeconds === 'number' ? host.samplerCpuSeconds : undefined,
      missing: 'missing' in host.recording ? host.recording.missing : gone,
    }
  })
}

/** A sentence on all machines, and one on each; none where there were no others. */
export function hostSentences(run: Ran): string[] {
  const rows = hostRows(run)
  if (rows.length === 0) return []
  const known = rows.flatMap(({ busyCores, cores }) => (busyCores === undefined ? [] : [{ busyCores, cores }]))
  const total = (of: 'busyCores' | 'cores') => known.reduce((sum, row) => sum + row[of], 0)
  const all = `Other hosts: ${formatTenths(total('busyCores'))} of ${total('cores')} cores busy while their workers ran.`
  return [...(known.length > 1 ? [all] : []), ...rows.map(hostSentence)]
}

function hostSentence({ host, cores, busyCores, clockMs, missing }: HostRow): string {
  const busy = busyCores === undefined ? `${cores} cores` : `${formatTenths(busyCores)} of ${cores} cores busy`
  const clock = clockMs === undefined ? '' : `, clock ±${clockMs.toFixed(1)}${UNIT_SPACE}ms`
  return `${host}: ${busy}${clock}${missing === undefined ? '' : `; ${missing}`}.`
}
