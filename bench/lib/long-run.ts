import { ACTIVITIES, type ActivityWindow } from '../../src/contract/activity.ts'
import { coreColumns } from '../../src/contract/frame-columns.ts'
import { sampleRun } from '../../src/testing/sample-run.ts'
import type { Frame, TaskInfo } from '../../src/contract/frame.ts'
import type { ActivityRecord } from '../../src/contract/program.ts'
import type { Recording } from '../../src/contract/observation.ts'
import type { Run } from '../../src/contract/run.ts'
import { RUN_ACTIVITY_ROWS } from '../../src/engine/lab/run-activity.ts'
import { createRecorder, type Recorder } from '../../src/engine/observation/recorder.ts'
import { createActivityLog } from '../../src/engine/programs/activity-log.ts'

export interface LongRun {
  readonly seconds: number
  readonly rate: number
  readonly cores: number
  readonly tasks: number
  /** Workers that take turns of 5 ms on one GIL, and stamp the clock at each. */
  readonly threads: number
}

/** What a recorder holds after a run of so long: counters move as those of tasks do that compute and wait in turns. */
export function recordFrames(long: LongRun): Recorder {
  const recorder = createRecorder()
  const infos = Array.from({ length: long.tasks }, (_, index) => taskInfo(index + 1))
  recorder.listener.onTasks!(infos, 1, true)
  const cores = Array.from({ length: long.cores }, () => ({ user: 0, system: 0, idle: 0 }))
  // Memory is a process's; its threads have none of their own.
  const tasks = infos.map(({ index, kind }) => ({
    core: index % long.cores,
    cpuNs: 0,
    rss: kind === 'process' ? 11e6 : NaN,
    voluntary: 0,
    forced: 0,
  }))
  for (let seq = 0; seq < long.seconds * long.rate; seq++) {
    for (const core of cores) spend(core, 1e9 / long.rate)
    for (const task of tasks) live(task, long)
    recorder.listener.onFrame!(frameOf(seq, long, cores, tasks))
  }
  return recorder
}

/** A run of so long: threads that take turns, and the recording. */
export function longRun(long: LongRun, recording: Recording, activity: ActivityRecord): Run {
  const seconds = long.seconds / long.threads
  const options = { models: ['threads'], workers: long.threads, repeat: 1, seconds, cores: long.cores }
  return sampleRun({ ...options, change: (run) => ({ ...run, recording, activity }) })
}

const WINDOW_NS = 50e6

/** What is kept of all tasks in windows of 50 ms, each in three activities. */
export function recordActivity({ seconds, tasks }: LongRun): ActivityRecord {
  const log = createActivityLog(() => {}, RUN_ACTIVITY_ROWS)
  const threads = Array.from({ length: tasks }, (_, thread) => thread)
  log.onThreads(
    threads.map((thread) => {
      const { pid, tid, startTime, name } = taskInfo(thread + 1)
      return { thread, pid, tid, startTime, name, python: true }
    }),
    [{ gil: 0, pid: 4101, interpreters: [0], enabled: true, version: '3.11.7' }],
  )
  for (let number = 0; number < (seconds * 1e9) / WINDOW_NS; number++) log.onWindow(activityWindow(number, threads))
  return log.record()
}

function activityWindow(number: number, threads: readonly number[]): ActivityWindow {
  const rows: ActivityWindow['rows'] = { thread: [], activity: [], ns: [] }
  for (const thread of threads) {
    let leftNs = WINDOW_NS
    for (const activity of [ACTIVITIES.indexOf('python'), ACTIVITIES.indexOf('gil'), ACTIVITIES.indexOf('ready')]) {
      const ns = activity === ACTIVITIES.indexOf('ready') ? leftNs : Math.round(leftNs * Math.random())
      rows.thread.push(thread)
      rows.activity.push(activity)
      rows.ns.push(ns)
      leftNs -= ns
    }
  }
  const fromNs = 7e12 + number * WINDOW_NS
  const gil = { gil: 0, heldNs: WINDOW_NS, waitedNs: 7 * WINDOW_NS, handovers: 10, holder: 1, waiters: 7 }
  return { fromNs, toNs: fromNs + WINDOW_NS, rows, gils: [gil], inFlight: threads.length }
}

function taskInfo(index: number): TaskInfo {
  const kind = index === 1 ? 'process' : 'thread'
  return {
    host: 'bench',
    index,
    pid: 4101,
    tid: 4100 + index,
    kind,
    name: `Thread-${index}`,
    startTime: 10 * index,
    role: 'run',
  }
}

interface Core {
  user: number
  system: number
  idle: number
}

function spend(core: Core, ns: number): void {
  const busy = Math.random()
  core.user += Math.round(ns * busy * 0.9)
  core.system += Math.round(ns * busy * 0.1)
  core.idle += Math.round(ns * (1 - busy))
}

interface Task {
  core: number
  cpuNs: number
  rss: number
  voluntary: number
  forced: number
}

function live(task: Task, { rate, cores }: LongRun): void {
  const share = Math.random() < 0.5 ? Math.random() : 0
  task.cpuNs += Math.round((share * 1e9) / rate)
  task.voluntary += Math.floor(Math.random() * 12)
  if (share > 0) task.forced += Math.floor(Math.random() * 4)
  if (Math.random() < 0.1) task.core = Math.floor(Math.random() * cores)
  if (Math.random() < 0.1) task.rss += 4096 * Math.floor(Math.random() * 64)
}

function frameOf(seq: number, { rate }: LongRun, cores: readonly Core[], tasks: readonly Task[]): Frame {
  const zeros = () => new Float64Array(cores.length)
  const time = (field: keyof Core) => Float64Array.from(cores, (core) => core[field])
  const column = (field: keyof Task) => Float64Array.from(tasks, (task) => task[field])
  const lateNs = Math.round(Math.random() * 1e5)
  return {
    generation: 1,
    seq,
    tNs: 7e12 + Math.round((seq * 1e9) / rate) + lateNs,
    lateNs,
    missed: 0,
    cores: coreColumns(cores.length, {
      user: time('user'),
      system: time('system'),
      idle: time('idle'),
      iowait: zeros(),
      steal: zeros(),
    }),
    tasks: {
      index: Uint32Array.from(tasks, (_, index) => index + 1),
      state: Uint8Array.from(tasks, () => (Math.random() < 0.5 ? 1 : 2)),
      core: Int16Array.from(tasks, ({ core }) => core),
      cpuNs: column('cpuNs'),
      runQueueNs: new Float64Array(tasks.length),
      rssBytes: column('rss'),
      voluntarySwitches: column('voluntary'),
      involuntarySwitches: column('forced'),
    },
  }
}
