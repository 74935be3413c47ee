import { coresOfPart, type Load, type LoadPart, MAX_PROGRAMS, type ProgramLoad } from '../../contract/load.ts'
import type { TrialResult } from '../../contract/run.ts'
import { sum } from '../../contract/statistics.ts'
import type { CpuAccount, CpuOwner, ProcessUsage } from '../monitor/cpu-account.ts'
import type { ViewerState } from '../monitor/viewers.ts'

/** The engine's own name among the processes of Coreglow: the sampler thread is a part of it. */
export const ENGINE_PROCESS = 'engine'

type Account = CpuAccount & { readonly viewer: ViewerState }
type Results = readonly Pick<TrialResult, 'pid' | 'cpuSeconds' | 'workers'>[]

/** Names with CPU ns. */
type Named = readonly (readonly [name: string, cpuNs: number])[]

/** Divides what the cores did between those that used them. Without results, of an observation without a plan, what was watched is a part. */
export function attribute(account: Account, results: Results | undefined): Load {
  const elapsedNs = account.endNs - account.startNs
  const ownedBy = (owner: CpuOwner) => account.processes.filter((process) => process.owner === owner)
  const measured = [
    ...watchedParts(ownedBy('run'), results, elapsedNs),
    part('coreglow', ownThreads(named(ownedBy('app')), account.samplerNs), elapsedNs),
    ...browserPart(named(ownedBy('viewer')), account.viewer, elapsedNs),
    part('programs', named(ownedBy('other')), elapsedNs),
    account.hidden === undefined
      ? { ...part('kernel', named(ownedBy('kernel')), elapsedNs), programs: [] }
      : missing('kernel', account.hidden),
    Number.isNaN(account.stealNs)
      ? missing('hypervisor', 'not available on this system')
      : part('hypervisor', [['', account.stealNs]], elapsedNs),
  ]
  const total = account.busyNs / elapsedNs
  const interrupts = interruptPart(account, total - sumOf(measured))
  const parts = [...measured.slice(0, -1), interrupts, measured.at(-1)!]
  return { seconds: elapsedNs / 1e9, total, parts, unattributed: total - sumOf(parts) }
}

function watchedParts(
  processes: readonly ProcessUsage[],
  results: Results | undefined,
  elapsedNs: number,
): readonly LoadPart[] {
  if (results === undefined) return [part('watched', named(processes), elapsedNs)]
  const { workers, interpreters } = divideRun(processes, results)
  return [part('workers', workers, elapsedNs), part('interpreters', interpreters, elapsedNs)]
}

/** What other programs used: those that can be named, and what nobody that can be seen did. */
export function otherLoadOf(load: Load): number {
  return (coresOfPart(load, 'programs') ?? 0) + Math.max(0, load.unattributed)
}

/**
 * Workers used what they say of themselves; the rest of the run's processes is the interpreters': their start and end,
 * calibration, main processes and helpers. Tasks of an event loop share a thread and can say nothing of themselves:
 * what their trial used is theirs.
 */
function divideRun(processes: readonly ProcessUsage[], results: Results): { workers: Named; interpreters: Named } {
  const workedNs = new Map<number, number>()
  const add = (pid: number, seconds: number) => workedNs.set(pid, (workedNs.get(pid) ?? 0) + seconds * 1e9)
  for (const { pid, cpuSeconds, workers } of results) {
    let known = 0
    for (const worker of workers) {
      add(worker.pid, worker.cpuSeconds ?? 0)
      known += worker.cpuSeconds ?? 0
    }
    if (workers.some((worker) => worker.cpuSeconds === undefined)) add(pid, Math.max(0, cpuSeconds - known))
  }
  const mainProcesses = new Set(results.map(({ pid }) => pid))
  const workers: [string, number][] = []
  const interpreters: [string, number][] = []
  for (const { pid, name, cpuNs } of processes) {
    // The kernel counts the end of a process too, and both are rounded.
    const worked = Math.min(cpuNs, workedNs.get(pid) ?? 0)
    workers.push([name, worked])
    const role = mainProcesses.has(pid) ? 'main process' : workedNs.has(pid) ? 'worker process' : name
    interpreters.push([role, cpuNs - worked])
  }
  return { workers, interpreters }
}

function ownThreads(processes: Named, samplerNs: number): Named {
  const engineNs = processes.find(([name]) => name === ENGINE_PROCESS)?.[1] ?? 0
  if (!(samplerNs <= engineNs)) return processes
  return [...processes, ['sampler', samplerNs], [ENGINE_PROCESS, -samplerNs]]
}

function browserPart(processes: Named, viewer: ViewerState, elapsedNs: number): LoadPart[] {
  if (processes.length > 0) return [part('browser', processes, elapsedNs)]
  if (!viewer.connected) return []
  return viewer.missing === undefined ? [part('browser', [], elapsedNs)] : [missing('browser', viewer.missing)]
}

/**
 * A kernel that does not keep interrupts apart charges them to the programs that they interrupt as well: only what is
 * over when all programs are counted is theirs alone.
 */
function interruptPart({ interruptNs, interruptsApart, startNs, endNs }: Account, rest: number): LoadPart {
  if (Number.isNaN(interruptNs)) return missing('interrupts', 'not available on this system')
  const cores = interruptNs / (endNs - startNs)
  return { part: 'interrupts', cores: interruptsApart ? cores : Math.min(cores, Math.max(0, rest)), programs: [] }
}

function named(processes: readonly ProcessUsage[]): Named {
  return processes.map(({ name, cpuNs }) => [name, cpuNs])
}

function part(name: LoadPart['part'], usages: Named, elapsedNs: number): LoadPart {
  const byName = new Map<string, number>()
  for (const [program, cpuNs] of usages) byName.set(program, (byName.get(program) ?? 0) + cpuNs / elapsedNs)
  return { part: name, cores: sum(byName.values()), programs: largest(byName) }
}

/** Programs that used at least a thousandth of a core. */
function largest(byName: ReadonlyMap<string, number>): ProgramLoad[] {
  return [...byName]
    .map(([name, cores]) => ({ name, cores }))
    .filter(({ name, cores }) => name !== '' && cores >= 0.001)
    .toSorted((a, b) => b.cores - a.cores)
    .slice(0, MAX_PROGRAMS)
}

function missing(name: LoadPart['part'], reason: string): LoadPart {
  return { part: name, cores: { missing: reason }, programs: [] }
}

function sumOf(parts: readonly LoadPart[]): number {
  return sum(parts.map(({ cores }) => (typeof cores === 'number' ? cores : 0)))
}
