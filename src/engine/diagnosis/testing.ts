import { type Activity, RUNNING_ACTIVITIES } from '../../contract/activity.ts'
import { sum } from '../../contract/statistics.ts'
import type {
  Timeline,
  Evidence,
  FrameEvidence,
  GilEvidence,
  LockEvidence,
  ProcessEvidence,
  StackEvidence,
  ThreadEvidence,
} from './evidence.ts'
import { lifeOf, secondsIn } from './time.ts'

/** Evidence made by hand, for tests of rules. What is left out is that of a healthy program on a free machine. */
export type EvidenceSketch = Partial<Omit<Evidence, 'processes' | 'threads' | 'gils' | 'locks' | 'timeline'>> & {
  /** By default one CPython process. */
  readonly processes?: readonly ProcessSketch[]
  /** By default the main thread, which runs Python all the time. */
  readonly threads?: readonly ThreadSketch[]
  /** By default one for each CPython process, held and waited for as the threads say. */
  readonly gils?: readonly GilSketch[]
  readonly locks?: readonly (Partial<LockEvidence> & Pick<LockEvidence, 'waiters'>)[]
  /** A number stands for a timeline that stays the same. */
  readonly timeline?: { readonly [Name in keyof Timeline]?: Timeline[Name] | number }
}

export type ProcessSketch = Partial<Omit<ProcessEvidence, 'io' | 'memory'>> & {
  readonly io?: Partial<ProcessEvidence['io']>
  readonly memory?: Partial<ProcessEvidence['memory']>
}

export type ThreadSketch = Partial<Omit<ThreadEvidence, 'activity'>> & {
  /** Share of its life in each activity; add up to 1. By default it runs Python. */
  readonly shares?: Partial<Readonly<Record<Activity, number>>>
}

type GilSketch = Partial<GilEvidence>

const SECONDS = 10
const STEPS = 100

export function evidenceOf(sketch: EvidenceSketch = {}): Evidence {
  const seconds = sketch.seconds ?? SECONDS
  const threads = (sketch.threads ?? [{}]).map((thread, position) => threadOf(thread, position, seconds))
  const processes = (sketch.processes ?? [{}]).map((process, position) =>
    processOf(process, position, threads, seconds),
  )
  const cores = sketch.cores ?? 4
  const cpuSeconds = sum(processes.map((process) => process.cpuSeconds))
  return {
    cores,
    usableCores: cores,
    attached: false,
    ended: true,
    lastLines: [],
    cpuSeconds,
    machine: { otherCores: 0.05, stolenCores: 0, ownCores: 0.05 },
    births: [],
    omitted: { processes: 0, threads: 0 },
    ...sketch,
    seconds,
    processes,
    threads,
    gils: sketch.gils?.map((gil) => gilOf(gil, threads, seconds)) ?? gilsOf(processes, threads, seconds),
    locks: (sketch.locks ?? []).map((lock) => lockOf(lock, threads)),
    timeline: courseOf(sketch.timeline ?? {}, { seconds, cpuSeconds, threads }),
  }
}

function threadOf(
  { shares = { python: 1 }, ...given }: ThreadSketch,
  position: number,
  seconds: number,
): ThreadEvidence {
  const [start, end] = [given.start ?? 0, given.end ?? Infinity]
  const life = Math.min(end, seconds) - start
  const timeIn = (activities: readonly Activity[]) => sum(activities.map((activity) => shares[activity] ?? 0)) * life
  const entries = Object.entries(shares).map(([activity, share]) => [activity, share * life])
  return {
    process: 0,
    tid: 1000 + position,
    name: position === 0 ? 'MainThread' : `Thread-${position} (work)`,
    main: position === 0,
    python: true,
    cpuSeconds: timeIn(RUNNING_ACTIVITIES),
    readySeconds: timeIn(['ready']),
    activity: Object.fromEntries(entries),
    voluntarySwitches: life * 10,
    involuntarySwitches: life * 10,
    longestRun: 0,
    longestLoopGap: NaN,
    stacks: [],
    ...given,
    start,
    end,
  }
}

function processOf(
  given: ProcessSketch,
  position: number,
  threads: readonly ThreadEvidence[],
  seconds: number,
): ProcessEvidence {
  const own = threads.filter((thread) => thread.process === position)
  return {
    pid: 100 + position,
    parent: position === 0 ? undefined : 0,
    name: 'python3',
    command: ['python3', 'app.py'],
    python: { version: '3.11.7', freeThreaded: false, gilEnabled: true },
    start: 0,
    end: seconds,
    orphan: false,
    cpuSeconds: sum(own.map((thread) => thread.cpuSeconds)),
    handlesSignals: false,
    affinity: { first: 4, last: 4 },
    quota: Infinity,
    throttledSeconds: 0,
    startUpSeconds: 0.05,
    importSeconds: 0.02,
    coroutines: { max: NaN, mean: NaN },
    threadsBegun: Math.max(0, own.length - 1),
    childrenBegun: 0,
    interpretersBegun: 0,
    ...given,
    io: {
      readBytes: 1e6,
      writtenBytes: 1e3,
      reads: 200,
      writes: 10,
      diskReadBytes: 0,
      diskWrittenBytes: 0,
      ...given.io,
    },
    memory: {
      firstPrivate: 8e6,
      lastPrivate: 9e6,
      peakPrivate: 9e6,
      firstShared: 5e6,
      lastShared: 5e6,
      swapped: 0,
      majorFaults: 0,
      ...given.memory,
    },
  }
}

function gilsOf(
  processes: readonly ProcessEvidence[],
  threads: readonly ThreadEvidence[],
  seconds: number,
): readonly GilEvidence[] {
  return processes.flatMap(({ python }, process) =>
    python === undefined ? [] : [gilOf({ process, enabled: python.gilEnabled }, threads, seconds)],
  )
}

function gilOf(given: GilSketch, threads: readonly ThreadEvidence[], seconds: number): GilEvidence {
  const own = threads.filter(({ process }) => process === (given.process ?? 0))
  return {
    process: 0,
    interpreters: [0],
    enabled: true,
    enabledSince: NaN,
    seconds,
    heldSeconds: secondsIn(own, ['python', 'gil-off-core']),
    waitedSeconds: secondsIn(own, ['gil']),
    handovers: 0,
    longestHold: 0.005,
    switchInterval: 0.005,
    ...given,
  }
}

function lockOf(
  given: Partial<LockEvidence> & Pick<LockEvidence, 'waiters'>,
  threads: readonly ThreadEvidence[],
): LockEvidence {
  return {
    process: 0,
    waitedSeconds: sum(given.waiters.map((waiter) => threads[waiter]?.activity.lock ?? 0)),
    where: [],
    ownerActivity: {},
    ownerWhere: [],
    waits: given.waiters.length,
    ...given,
  }
}

function courseOf(
  given: NonNullable<EvidenceSketch['timeline']>,
  whole: Pick<Evidence, 'seconds' | 'cpuSeconds' | 'threads'>,
): Timeline {
  const { seconds, threads } = whole
  const steps = Math.max(1, ...Object.values(given).map((column) => (typeof column === 'number' ? 1 : column.length)))
  const length = steps === 1 ? STEPS : steps
  const column = (value: readonly number[] | number | undefined, otherwise: number) =>
    typeof value === 'object' ? value : Array.from({ length }, () => value ?? otherwise)
  const meanIn = (activities: readonly Activity[]) => secondsIn(threads, activities) / seconds
  const watched = sum(threads.map(lifeOf)) / seconds
  return {
    stepSeconds: typeof given.stepSeconds === 'number' ? given.stepSeconds : seconds / length,
    coresBusy: column(given.coresBusy, whole.cpuSeconds / seconds),
    wantToRun: column(given.wantToRun, meanIn([...RUNNING_ACTIVITIES, 'gil', 'gil-off-core', 'ready'])),
    inFlight: column(given.inFlight, watched - meanIn(['idle', 'task', 'child', 'loop'])),
  }
}

/** A stack from lines such as "work app.py:12", top first. A file in angle brackets is frozen, one below "lib/" a library's. */
export function stackOf(
  lines: readonly string[],
  { samples = 10, ...activity }: { readonly samples?: number } & StackEvidence['activity'] = {},
): StackEvidence {
  const counted = Object.keys(activity).length === 0 ? { python: samples } : activity
  return { frames: lines.map(frameOf), samples, activity: counted }
}

function frameOf(text: string): FrameEvidence {
  const [, name = text, file = '', line = '0'] = /^(\S+) (.+):(\d+)$/.exec(text) ?? []
  const kind = file.startsWith('<frozen') ? 'frozen' : file.includes('lib/') ? 'library' : 'user'
  return { function: name, file, line: Number(line), kind }
}
