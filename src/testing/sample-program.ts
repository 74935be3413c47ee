import { ACTIVITIES, type Activity, type ActivityWindow } from '../contract/activity.ts'
import type { RecordedTask, Recording } from '../contract/observation.ts'
import type { ActivityRecord, ProcessSummary, ProgramRecord, ThreadSummary } from '../contract/program.ts'
import { sampleRun } from './sample-run.ts'

const UNKNOWN = { missing: 'a sample made by hand' }
/** The share of its life that each Python thread of the sample spends in each activity: two threads that compute. */
const STATES = { python: 0.5, gil: 0.5 } as const satisfies Partial<Record<Activity, number>>

/** A program that was watched: the recording of a sample run's first trials with threads and processes, with what threads did. */
export function sampleProgram(change: Partial<ProgramRecord> = {}): ProgramRecord {
  const { schemaVersion, createdAt, environments, monitor, recording } = sampleRun({
    models: ['threads', 'processes'],
    repeat: 1,
  })
  const tasks = recording.tasks.map((task) => ({ ...task, workers: undefined }))
  const [{ host, pid, tid, startTime, name }] = tasks as [(typeof tasks)[number]]
  const { tNs } = recording
  const wallSeconds = (tNs.at(-1)! - tNs[0]!) / 1e9
  const threads = tasks.filter((task) => task.kind === 'thread').map((task) => threadOf(task, recording))
  const processes = tasks.filter((task) => task.kind === 'process').map((task) => processOf(task, pid, recording))
  const cpuSeconds = processes.reduce((sum, process) => sum + process.cpuSeconds, 0)
  return {
    schemaVersion,
    kind: 'program',
    id: '20261122T100300Z-program-a1b2',
    createdAt,
    status: 'finished',
    title: 'My server',
    program: {
      command: ['python3.13', 'server.py'],
      folder: '/home/user',
      host,
      pid,
      tid,
      startTime,
      name,
      attached: true,
      exitCode: null,
      signal: null,
      lastLines: [],
    },
    wallSeconds,
    cpuSeconds,
    effectiveParallelism: cpuSeconds / wallSeconds,
    usableCores: environments[0].usableCores,
    processes,
    threads,
    interpreters: [{ pid, id: 0, gilHeldShare: 1, handovers: 400, longestHoldSeconds: 0.006 }],
    diagnosis: {
      findings: [
        {
          id: 'gil-contention',
          text: '2 threads compute in Python at once, and use 1.0 of 2 cores: each waits for the GIL half of its time.',
          evidence: [{ label: 'share of time in which threads waited for the GIL', value: STATES.gil, unit: 'share' }],
          where: [{ function: 'work', file: '/home/user/server.py', line: 12 }],
          suggestion: 'Use processes for work in pure Python.',
        },
      ],
      noisy: false,
      reasons: [],
    },
    environment: environments[0],
    environments,
    clocks: [],
    monitor: {
      ...monitor,
      gil: { rateAsked: 200, rateAchieved: 199, functionsRate: 20, cpuSeconds: 0.1, remarks: [] },
    },
    recording: { ...recording, tasks },
    activity: activityOf(threads, tNs),
    ...change,
  }
}

function cpuSecondsOf({ index }: RecordedTask, { rows }: Recording): number {
  const last = rows.task.lastIndexOf(index)
  return last < 0 ? 0 : rows.cpuNs[last]! / 1e9
}

function processOf(task: RecordedTask, root: number, recording: Recording): ProcessSummary {
  return {
    pid: task.pid,
    parentPid: task.pid === root ? undefined : root,
    name: task.name,
    command: [],
    startNs: task.seenNs!,
    endNs: task.endedNs,
    exit: task.exit,
    cpuSeconds: cpuSecondsOf(task, recording),
    readBytes: 1000,
    writtenBytes: 2000,
    reads: 10,
    writes: 20,
    privateBytes: UNKNOWN,
    python: { version: '3.13.0', gil: 'on' },
  }
}

function threadOf(task: RecordedTask, recording: Recording): ThreadSummary {
  return {
    pid: task.pid,
    tid: task.tid,
    name: task.name,
    startNs: task.seenNs!,
    endNs: task.endedNs,
    cpuSeconds: cpuSecondsOf(task, recording),
    states: STATES,
    functions: [{ function: 'work', file: '/home/user/server.py', line: 12, share: 1 }],
  }
}

/** A window for each sample; the threads that live in it take turns. */
function activityOf(threads: readonly ThreadSummary[], tNs: readonly number[]): ActivityRecord {
  const windows = tNs.slice(1).map((toNs, index): ActivityWindow => {
    const fromNs = tNs[index]!
    const alive = threads.flatMap((thread, place) =>
      thread.startNs < toNs && (thread.endNs ?? Infinity) > fromNs ? [place] : [],
    )
    const rows = alive.flatMap((thread) =>
      Object.entries(STATES).map(([activity, share]) => ({
        thread,
        activity: ACTIVITIES.findIndex((known) => known === activity),
        ns: Math.round((toNs - fromNs) * share),
      })),
    )
    const isHeld = alive.length > 0
    return {
      fromNs,
      toNs,
      rows: {
        thread: rows.map(({ thread }) => thread),
        activity: rows.map(({ activity }) => activity),
        ns: rows.map(({ ns }) => ns),
      },
      gils: [
        {
          gil: 0,
          heldNs: isHeld ? toNs - fromNs : 0,
          waitedNs: isHeld ? toNs - fromNs : 0,
          handovers: isHeld ? 10 : 0,
          holder: alive[0],
          waiters: Math.max(0, alive.length - 1),
        },
      ],
      inFlight: alive.length,
    }
  })
  return {
    threads: threads.map(({ pid, tid, name }, thread) => ({
      thread,
      pid,
      tid,
      startTime: tid * 10,
      name,
      python: true,
    })),
    gils: [{ gil: 0, pid: threads[0]?.pid ?? 0, interpreters: [0], enabled: true, version: '3.13.0' }],
    windows,
  }
}
