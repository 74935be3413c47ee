import type { Host } from '../../contract/host.ts'
import { emptyRows, type Clock, type Recording } from '../../contract/observation.ts'
import { findTask } from '../../contract/task-match.ts'
import { taskId, taskRef } from '../../contract/task-ref.ts'
import type { RecordedTask } from '../../contract/observation.ts'
import type { WorkerResult } from '../../contract/run.ts'
import type { HostEvent } from '../runtimes/workload.ts'
import { TASK_STATES, type TaskState } from '../../contract/frame.ts'

/** What the samplers of other machines have sent during a run. */
export interface HostBook {
  readonly take: (event: HostEvent) => void
  /** The task and the cores of a worker that has ended there, with its place in the run. */
  readonly seen: (worker: RemoteWorker) => Pick<WorkerResult, 'task' | 'cores' | 'coresMissing'>
  readonly hosts: () => Host[] | undefined
  readonly clocks: (runtime: string) => Clock[]
}

export type RemoteWorker = Pick<WorkerResult, 'pid' | 'tid' | 'startNs' | 'endNs' | 'index'> & {
  readonly host: string
  readonly variant: string
  readonly repeat: number
}

type Samples = Extract<HostEvent, { readonly type: 'host-samples' }>
type Report = Extract<HostEvent, { readonly type: 'host' }>

/** One machine. */
interface Page {
  readonly recording: Recording
  readonly tasks: Map<string, RecordedTask>
  /** Of earlier trials, and of the current one. */
  samplerNs: number
  currentNs: number
  report: Report | undefined
}

export function createHostBook(): HostBook {
  const pages = new Map<string, Page>()
  const pageOf = (host: string) => {
    const page = pages.get(host) ?? emptyPage()
    pages.set(host, page)
    return page
  }
  return {
    take(event) {
      const page = pageOf(event.host)
      if (event.type === 'host-samples') addSamples(page, event)
      else addReport(page, event)
    },
    seen(worker) {
      const { tasks, recording } = pageOf(worker.host)
      const task = findTask(tasks.values(), worker)
      if (task === undefined) {
        const missing = `no sample of ${worker.host} shows it`
        return { task: { missing }, cores: [], coresMissing: missing }
      }
      const { variant, repeat, index, startNs, endNs } = worker
      task.workers = [...(task.workers ?? []), { variant, repeat, index, fromNs: startNs, toNs: endNs }]
      const cores = coresOf(recording, task.index, worker)
      return {
        task: taskRef(task),
        cores,
        coresMissing: cores.length > 0 ? undefined : 'no sample found the worker running on a core',
      }
    },
    hosts: () => (pages.size === 0 ? undefined : [...pages].map(([host, page]) => toHost(host, page))),
    clocks: (runtime) =>
      [...pages].flatMap(([host, { report }]) =>
        report === undefined ? [] : [{ host, runtime, offsetNs: report.offsetNs, uncertaintyNs: report.uncertaintyNs }],
      ),
  }
}

function emptyPage(): Page {
  const recording = { tasks: [], tNs: [], busy: [], iowait: [], steal: [], rows: emptyRows() }
  return { recording, tasks: new Map(), samplerNs: 0, currentNs: 0, report: undefined }
}

const STATES: Readonly<Record<string, TaskState>> = {
  R: 'running',
  S: 'sleeping',
  I: 'sleeping',
  D: 'disk-wait',
  T: 'stopped',
  t: 'stopped',
  Z: 'zombie',
  X: 'ended',
}

function addSamples(page: Page, { host, tNs, busy, iowait, steal, tasks, rows, cpuNs }: Samples): void {
  const { recording } = page
  const first = recording.tNs.length
  recording.tNs.push(...tNs)
  for (const [column, frames] of [
    [recording.busy, busy],
    [recording.iowait, iowait],
    [recording.steal, steal],
  ] as const)
    addShares(column, frames, first)
  const known = new Map(
    tasks.map(([index, pid, tid, startTime, name]) => {
      const ref = { host, pid, tid, startTime }
      return [index, taskOf(page, ref, name, tNs[0] ?? 0)]
    }),
  )
  for (const [frame, index, state, core, cpu] of rows) {
    const task = known.get(index)
    if (task === undefined) continue
    const { rows: columns } = recording
    columns.frame.push(first + frame)
    columns.task.push(task.index)
    columns.state.push(TASK_STATES.indexOf(STATES[state] ?? 'unknown'))
    columns.core.push(core)
    columns.cpuNs.push(cpu)
    columns.runQueueNs.push(null)
    columns.rssBytes.push(null)
    columns.voluntarySwitches.push(null)
    columns.involuntarySwitches.push(null)
  }
  page.currentNs = cpuNs
}

/** `frames[frame][core]` in percent, -1 where unknown, to `column[core][frame]`; a core that is new was not there before. */
function addShares(column: (number | null)[][], frames: readonly (readonly number[])[], before: number): void {
  for (const [at, cores] of frames.entries()) {
    while (column.length < cores.length) column.push(Array.from({ length: before + at }, () => null))
    for (const [core, shares] of column.entries()) {
      const percent = cores[core] ?? -1
      shares.push(percent < 0 ? null : percent / 100)
    }
  }
}

function taskOf(
  { tasks, recording }: Page,
  ref: Pick<RecordedTask, 'host' | 'pid' | 'tid' | 'startTime'>,
  name: string,
  seenNs: number,
): RecordedTask {
  const known = tasks.get(taskId(ref))
  if (known !== undefined) return known
  const task: RecordedTask = { ...ref, index: recording.tasks.length, kind: 'thread', name, role: 'run', seenNs }
  recording.tasks.push(task)
  tasks.set(taskId(ref), task)
  return task
}

function addReport(page: Page, report: Report): void {
  page.samplerNs += page.currentNs
  page.currentNs = 0
  const { uncertaintyNs = 0, gone = false } = page.report ?? {}
  page.report = {
    ...report,
    uncertaintyNs: Math.max(report.uncertaintyNs, uncertaintyNs),
    ...(gone || report.gone ? { gone: true } : {}),
  }
}

function coresOf(
  { tNs, rows }: Recording,
  task: number,
  { startNs, endNs }: Pick<RemoteWorker, 'startNs' | 'endNs'>,
): number[] {
  const counts = new Map<number, number>()
  for (const [row, index] of rows.task.entries()) {
    const ns = tNs[rows.frame[row]!]!
    if (index !== task || ns < startNs || ns > endNs) continue
    const core = rows.core[row]!
    counts.set(core, (counts.get(core) ?? 0) + 1)
  }
  return [...counts].toSorted((a, b) => b[1] - a[1]).map(([core]) => core)
}

function toHost(host: string, { recording, samplerNs, currentNs, report }: Page): Host {
  const missing = report?.missing ?? (recording.tNs.length === 0 ? 'no sample of it arrived' : undefined)
  return {
    host,
    cores: report?.cores ?? recording.busy.length,
    recording: missing === undefined ? recording : { missing },
    samplerCpuSeconds: missing === undefined ? (samplerNs + currentNs) / 1e9 : { missing },
    ...(report?.gone ? { gone: true } : {}),
  }
}
