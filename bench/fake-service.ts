import { coreColumns } from '../src/contract/frame-columns.ts'
import { encodeFrame } from '../src/contract/frame-encoding.ts'
import { TASK_STATES, type TaskInfo } from '../src/contract/frame.ts'
import { CoreglowError, PROTOCOL_VERSION, type TaskMessage } from '../src/contract/procedures.ts'
import type { RunEvent, RunSnapshot } from '../src/contract/run-event.ts'
import type { Run, RunRequest } from '../src/contract/run.ts'
import type { Service } from '../src/contract/service.ts'
import { sampleRun } from '../src/testing/sample-run.ts'
import { CATALOG, pictureOf, RUNTIMES, SUITES } from './fake-catalog.ts'
import { createFakeHistory } from './fake-history.ts'

/**
 * A service without an engine, for measuring the screen alone: a machine of any size whose counters move, and runs that
 * are played back from a hand-made record. What the screen shows of it is invented.
 */
export interface FakeMachine {
  readonly cores: number
  /** Tasks that are always there, beside those of a run. */
  readonly tasks: number
  /** Frames a second. */
  readonly rate: number
  /** Runs in the history, beside those that are played. */
  readonly saved?: number
}

interface FakeTask {
  readonly info: TaskInfo
  cpuNs: number
  core: number
  switches: number
  readonly share: (tNs: number) => number
}

const nowNs = (): number => Number(process.hrtime.bigint())

export function createFakeService(machine: FakeMachine): Service {
  const tasks = new Map<number, FakeTask>()
  const taskListeners = new Set<(message: TaskMessage) => void>()
  const eventListeners = new Set<(event: RunEvent) => void>()
  const stored: Run[] = [
    sampleRun({ experiment: 'cpu-countdown' }),
    sampleRun({ experiment: 'io-wait', noise: ['Noise.'] }),
  ]
  const history = createFakeHistory(stored, machine.saved ?? 0)
  const busy = new Float64Array(machine.cores)
  let snapshot: RunSnapshot | undefined
  let stopped = false
  let lastIndex = 0
  let seq = 0
  let lastNs = nowNs()

  const tell = (message: TaskMessage) => taskListeners.forEach((listener) => listener(message))
  const emit = (event: RunEvent) => eventListeners.forEach((listener) => listener(event))
  const add = (info: Omit<TaskInfo, 'host' | 'index' | 'startTime'>, share: FakeTask['share']): FakeTask => {
    const index = ++lastIndex
    const core = index % machine.cores
    const task = { info: { ...info, host: 'fake', index, startTime: index }, cpuNs: 0, core, switches: 0, share }
    tasks.set(index, task)
    tell({ type: 'tasks', generation: 1, reset: false, tasks: [task.info] })
    return task
  }
  const end = (task: FakeTask) => {
    tasks.delete(task.info.index)
    tell({ type: 'tasks', generation: 1, reset: false, tasks: [{ ...task.info, endedNs: nowNs() }] })
  }

  const tick = () => {
    const tNs = nowNs()
    const elapsed = tNs - lastNs
    lastNs = tNs
    const load = Array.from({ length: machine.cores }, (_, core) => idleLoad(core, tNs))
    for (const task of tasks.values()) {
      const share = task.share(tNs)
      task.cpuNs += share * elapsed
      task.switches += Math.round(share * 20)
      if (Math.random() < 0.01) task.core = Math.floor(Math.random() * machine.cores)
      load[task.core]! += share
    }
    load.forEach((share, core) => (busy[core]! += Math.min(share, 1) * elapsed))
    return { tNs, all: [...tasks.values()] }
  }
  const frame = (): Uint8Array => {
    const { tNs, all } = tick()
    const zero = new Float64Array(machine.cores)
    const column = (pick: (task: FakeTask) => number) => Float64Array.from(all, pick)
    return encodeFrame({
      generation: 1,
      seq: ++seq,
      tNs,
      lateNs: 0,
      missed: 0,
      cores: coreColumns(machine.cores, { user: busy.slice(), system: zero, idle: busy.map((ns) => tNs - ns) }),
      tasks: {
        index: Uint32Array.from(all, ({ info }) => info.index),
        state: Uint8Array.from(all, (task) => TASK_STATES.indexOf(task.share(tNs) > 0.2 ? 'running' : 'sleeping')),
        core: Int16Array.from(all, ({ core }) => core),
        cpuNs: column(({ cpuNs }) => cpuNs),
        runQueueNs: column(() => 0),
        rssBytes: column(({ info }) => (info.kind === 'process' ? 12e6 + info.index * 1e5 : NaN)),
        voluntarySwitches: column(({ switches }) => switches),
        involuntarySwitches: column(({ switches }) => switches >> 2),
      },
    })
  }

  const play = async (request: RunRequest, experiment: string) => {
    const record = shifted(recordOf(request, experiment, machine.cores), nowNs() + 3e8)
    const run: Run = { ...record, plan: { ...record.plan, bet: request.bet?.[experiment] } }
    const { id: runId, plan, runtime } = run
    const total = run.results.length
    snapshot = {
      suite: SUITES.find(({ id }) => id === request.experiment)?.id,
      runId,
      plan,
      runtime,
      progress: { phase: 'running', done: 0, total },
      results: [],
      workers: [],
      mainProcesses: [],
      picture: CATALOG.previews[experiment]!,
    }
    emit({ type: 'run', run: snapshot })
    for (const [done, result] of run.results.entries()) {
      const { variant, pid } = result
      const secondsLeft = (run.results.at(-1)!.endNs - nowNs()) / 1e9
      snapshot = {
        ...snapshot,
        progress: { phase: 'running', variant, repeat: result.repeat, done, total, secondsLeft },
      }
      emit({ type: 'progress', runId, progress: snapshot.progress })
      const main = add({ pid, tid: pid, kind: 'process', name: 'python3.13', role: 'run' }, mainShare(result))
      emit({ type: 'main', runId, variant, repeat: result.repeat, pid })
      const trialTasks = [main]
      const started = result.workers.map(async ({ index, name, pid: workerPid, tid, startNs, endNs, lost }) => {
        const worker = { variant, repeat: result.repeat, index, name, pid: workerPid, tid, startNs }
        await until(startNs, () => stopped)
        const kind = tid === workerPid ? 'process' : 'thread'
        if (tid !== pid)
          trialTasks.push(
            add({ pid: workerPid, tid, kind, parent: main.info.index, name, role: 'run' }, shareOf(result)),
          )
        emit({ type: 'worker', runId, worker })
        await until(endNs, () => stopped)
        emit({ type: 'worker', runId, worker: { ...worker, endNs, lost } })
      })
      await Promise.all(started)
      trialTasks.forEach(end)
      if (stopped) break
      const picture = { measurements: run.measurements, figures: run.figures }
      emit({ type: 'trial', runId, result, picture })
      snapshot = { ...snapshot, picture, results: [...snapshot.results, result] }
    }
    snapshot = undefined
    const failure = { code: 'stopped', message: 'You stopped it.' }
    const ended: Run = stopped ? { ...run, status: 'stopped', failure } : run
    stored.unshift(ended)
    emit({ type: 'end', runId, run: ended, saved: { ok: true, path: '/tmp/run.json' } })
  }
  const start = async (request: RunRequest) => {
    const ids = SUITES.find(({ id }) => id === request.experiment)?.experiments ?? [request.experiment]
    stopped = false
    for (const id of ids) if (!stopped) await play(request, id)
    emit({ type: 'idle' })
  }

  add({ pid: 900, tid: 900, kind: 'process', name: 'node', role: 'app' }, () => 0.01)
  for (let i = 0; i < machine.tasks; i++) {
    const pid = 1000 + (i - (i % 8))
    const isProcess = i % 8 === 0
    const parent = isProcess ? undefined : lastIndex - (i % 8) + 1
    const info = { pid, tid: 1000 + i, parent, name: isProcess ? 'worker' : `Thread-${i % 8}`, role: 'run' as const }
    add({ ...info, kind: isProcess ? 'process' : 'thread' }, (tNs) => (Math.sin(tNs / 1e9 + i) > 0.7 ? 0.6 : 0.02))
  }

  return {
    calls: {
      hello: () => ({ protocol: PROTOCOL_VERSION, version: '0.0.0-fake', windowPicture: false, dialogs: false }),
      experiments: () => CATALOG,
      runtimes: () => ({ runtimes: [...RUNTIMES], preferred: RUNTIMES[0]!.id }),
      addRuntime: ({ path }) => {
        throw new CoreglowError('broken-runtime', `${path} did not answer as an interpreter: there is no such file.`)
      },
      machine: () => ({
        os: 'Linux',
        cpuModel: 'invented',
        cores: machine.cores,
        usableCores: machine.cores,
        memoryBytes: 8e9,
        host: 'fake',
        dataFolder: '/tmp',
        sources: [],
        limits: { maxWorkers: 64, maxRate: 100, maxSeconds: 60, maxRepeat: 20 },
        advice: [],
      }),
      startRun: (request) => {
        void start(request)
        return { runIds: [] }
      },
      stopRun: () => {
        stopped = true
        return { stopped: true }
      },
      ...history,
      exportRun: ({ format }) => ({ fileName: `fake.${format}`, mediaType: 'text/plain', path: 'fake' }),
      readFile: ({ offset }) => new Uint8Array(offset === 0 ? 4 : 0),
      releaseFile: () => ({}),
    },
    streams: {
      events: (_, send) => {
        send(snapshot === undefined ? { type: 'idle' } : { type: 'run', run: snapshot })
        eventListeners.add(send)
        return () => eventListeners.delete(send)
      },
      tasks: (_, send) => {
        send({ type: 'tasks', generation: 1, reset: true, tasks: [...tasks.values()].map(({ info }) => info) })
        taskListeners.add(send)
        return () => taskListeners.delete(send)
      },
      frames: ({ rate = machine.rate }, send) => {
        const timer = setInterval(() => send(frame()), 1000 / Math.min(rate, machine.rate))
        return () => clearInterval(timer)
      },
    },
  }
}

/** The record that a run ends with. Only two sorts of work are known to move; the picture is the experiment's own. */
function recordOf({ models, ...request }: RunRequest, id: string, cores: number): Run {
  const { seconds = 2, repeat = 3, workers = 2 } = request
  const chosen = models ?? ['sequential', 'threads', 'processes']
  const experiment = id === 'io-wait' ? id : 'cpu-countdown'
  const run = sampleRun({ experiment, seconds, repeat, workers, models: chosen, cores })
  if (id === experiment) return run
  const results = id === 'crash' ? run.results.map(withLost) : run.results
  return { ...run, experiment: id, plan: { ...run.plan, experiment: id }, results, ...pictureOf(id) }
}

/** The second worker dies half way. */
function withLost(result: Run['results'][number]): Run['results'][number] {
  const [first, second] = result.workers
  const endNs = (second!.startNs + second!.endNs) / 2
  return { ...result, workers: [first!, { ...second!, endNs, running: undefined, lost: 'signal SIGSEGV' }] }
}

function idleLoad(core: number, tNs: number): number {
  return Math.max(0, 0.04 + 0.05 * Math.sin(tNs / 7e8 + core * 1.7))
}

function shareOf({ model, workers }: Run['results'][number]): (tNs: number) => number {
  const waits = (workers[0]!.cpuSeconds ?? 0) < 0.01
  return () => (waits ? 0.002 : model === 'threads' ? 0.98 / workers.length : 0.98)
}

function mainShare(result: Run['results'][number]): (tNs: number) => number {
  return result.model === 'sequential' ? shareOf({ ...result, model: 'alone' }) : () => 0.001
}

async function until(tNs: number, given: () => boolean): Promise<void> {
  while (nowNs() < tNs && !given()) await new Promise((resolve) => setTimeout(resolve, 10))
}

function shifted(run: Run, startNs: number): Run {
  const by = startNs - run.results[0]!.startNs
  const worker = (result: Run['results'][number]['workers'][number]) => ({
    ...result,
    requestedNs: result.requestedNs + by,
    startNs: result.startNs + by,
    endNs: result.endNs + by,
  })
  const results = run.results.map((result) => ({
    ...result,
    startNs: result.startNs + by,
    endNs: result.endNs + by,
    workers: result.workers.map(worker),
  }))
  const tasks = run.recording.tasks.map((task) => ({ ...task, endedNs: task.endedNs && task.endedNs + by }))
  const recording = { ...run.recording, tasks, tNs: run.recording.tNs.map((tNs) => tNs + by) }
  return { ...run, id: `fake-${startNs}`, createdAt: new Date().toISOString(), results, recording }
}
