import { describe, expect, test } from 'vitest'
import type { BirthEvidence, Evidence } from '../evidence.ts'
import { evidenceOf, stackOf, type ThreadSketch } from '../testing.ts'
import { copying } from './copying.ts'
import { cpuLimit } from './cpu-limit.ts'
import { handOver } from './hand-over.ts'
import { imbalance } from './imbalance.ts'
import { nativeParallel } from './native-parallel.ts'
import { oversubscribed } from './oversubscribed.ts'
import { parentBound } from './parent-bound.ts'
import { serial } from './serial.ts'
import { startUp } from './start-up.ts'

const RULES = { serial, handOver, copying, parentBound, startUp, imbalance, oversubscribed, cpuLimit }

/** Names of the rules of this file that apply. */
function found(evidence: Evidence): string[] {
  return Object.entries(RULES).flatMap(([name, rule]) => (rule(evidence) === undefined ? [] : [name]))
}

const QUEUE = 'recv lib/multiprocessing/connection.py:250'
const POOL = 'worker lib/multiprocessing/pool.py:114'
const inWork = (samples: number) => stackOf(['work app.py:9', POOL], { python: samples })
const handing = (samples: number) =>
  stackOf(['dumps lib/multiprocessing/reduction.py:51', 'put lib/multiprocessing/queues.py:94', 'main app.py:30'], {
    python: samples,
  })

/** A pool of two processes below a parent. */
function pool(
  parent: ThreadSketch,
  workers: readonly ThreadSketch[],
  more: Parameters<typeof evidenceOf>[0] = {},
): Evidence {
  const threads = [
    parent,
    ...workers.map((worker, position): ThreadSketch => ({ main: true, process: position + 1, ...worker })),
  ]
  return evidenceOf({ cores: 2, processes: [{}, ...workers.map(() => ({}))], ...more, threads })
}

const idleParent = { shares: { task: 1 } }
const busyWorker = { shares: { python: 0.97, idle: 0.03 }, stacks: [inWork(190)] }

test('a pool whose workers all work is accused of nothing', () => {
  expect(found(pool(idleParent, [busyWorker, busyWorker]))).toEqual([])
})

describe('what is handed over', () => {
  const small = { io: { writes: 100_000, writtenBytes: 4e6 } }
  const large = { io: { writes: 600, writtenBytes: 500e6 } }
  const parent = { shares: { python: 0.8, pipe: 0.2 }, stacks: [handing(160)] }
  const worker = { shares: { python: 0.3, idle: 0.7 }, stacks: [stackOf([QUEUE, POOL], { python: 40 }), inWork(10)] }

  test('in small pieces costs more than the work', () => {
    const evidence = pool(parent, [worker, worker], { processes: [small, small, small] })
    expect(found(evidence)).toEqual(['handOver'])
    expect(handOver(evidence)?.where).toEqual([{ function: 'main', file: 'app.py', line: 30 }])
  })

  test('in large pieces is copying', () => {
    const evidence = pool(parent, [worker, worker], { processes: [large, large, large] })
    expect(found(evidence)).toEqual(['copying'])
  })

  test('beside work that is larger, or in a program that hardly computes, is no matter', () => {
    const works = { shares: { python: 0.9, idle: 0.1 }, stacks: [handing(20), inWork(160)] }
    expect(
      found(
        pool({ ...parent, shares: { python: 0.2, task: 0.8 }, stacks: [handing(40)] }, [works, works], {
          processes: [small, small, small],
        }),
      ),
    ).toEqual([])
    const rare = { ...parent, shares: { python: 0.05, sleep: 0.95 } }
    expect(handOver(pool(rare, [{ shares: { sleep: 1 } }, { shares: { sleep: 1 } }]))).toBeUndefined()
  })

  test('in a few samples says nothing', () => {
    expect(
      found(
        pool({ ...parent, stacks: [handing(5)] }, [{ shares: { idle: 1 } }, { shares: { idle: 1 } }], {
          processes: [small, small, small],
        }),
      ),
    ).toEqual([])
  })

  test('between workers of Node.js that wake for each message and do little', () => {
    const loop = (wakes: number, cpuSeconds: number): ThreadSketch => ({
      python: false,
      shares: { runs: cpuSeconds / 10, loop: 1 - cpuSeconds / 10 },
      longestLoopGap: 0.001,
      voluntarySwitches: wakes,
    })
    const node = { python: undefined, runtime: 'Node.js' }
    const sketch = (other: ThreadSketch) =>
      evidenceOf({
        processes: [node],
        threads: [{ python: false, shares: { runs: 1 }, longestLoopGap: 0.002 }, other],
      })
    expect(handOver(sketch(loop(200_000, 5)))?.id).toBe('hand-over')
    expect(handOver(sketch(loop(40, 9)))).toBeUndefined()
  })
})

describe('serial', () => {
  const births: BirthEvidence = {
    kind: 'thread',
    process: 0,
    name: 'Thread-# (download)',
    count: 9,
    seen: 9,
    ended: 9,
    medianLifetime: 1,
    cpuSeconds: 0,
  }
  const joining = {
    shares: { task: 0.98, python: 0.02 },
    stacks: [stackOf(['join lib/threading.py:1119', 'main app.py:21'], { task: 190 })],
  }

  test('threads that are joined one by one, with the line', () => {
    const evidence = evidenceOf({ threads: [joining], births: [births], timeline: { inFlight: 1, coresBusy: 0.02 } })
    expect(found(evidence)).toEqual(['serial'])
    expect(serial(evidence)?.where[0]).toMatchObject({ line: 21 })
  })

  test('work that the first thread does itself, while threads are born with nothing to do', () => {
    const sleeping = {
      shares: { sleep: 1 },
      stacks: [stackOf(['download app.py:8', 'main app.py:22'], { sleep: 190 })],
    }
    const evidence = evidenceOf({
      threads: [sleeping],
      births: [{ ...births, medianLifetime: 0.001 }],
      timeline: { inFlight: 1, coresBusy: 0.01 },
    })
    expect(serial(evidence)?.suggestion).toContain('target=f')
    expect(serial(evidence)?.where[0]).toMatchObject({ line: 8 })
  })

  test('two tasks at once, few workers, a server that waits for requests, and a short look are not', () => {
    expect(serial(evidenceOf({ threads: [joining], births: [births], timeline: { inFlight: 2 } }))).toBeUndefined()
    expect(
      serial(evidenceOf({ threads: [joining], births: [{ ...births, count: 2 }], timeline: { inFlight: 1 } })),
    ).toBeUndefined()
    const serving = { shares: { loop: 1 }, longestLoopGap: 0.01 }
    expect(serial(evidenceOf({ threads: [serving], births: [births], timeline: { inFlight: 1 } }))).toBeUndefined()
    expect(
      serial(evidenceOf({ seconds: 0.3, threads: [joining], births: [births], timeline: { inFlight: 1 } })),
    ).toBeUndefined()
  })

  test('coroutines that are awaited one by one', () => {
    const loop = (mean: number, voluntarySwitches: number) =>
      evidenceOf({
        processes: [{ coroutines: { max: Math.ceil(mean), mean } }],
        threads: [{ shares: { loop: 0.95, python: 0.05 }, longestLoopGap: 0.02, voluntarySwitches }],
        timeline: { inFlight: mean },
      })
    expect(serial(loop(1, 40))?.text).toContain('40 waits')
    expect(serial(loop(40, 40))).toBeUndefined()
    expect(serial(loop(1, 2))).toBeUndefined()
  })
})

describe('parent-bound', () => {
  const parent = { shares: { python: 0.9, task: 0.1 }, stacks: [stackOf(['reduce app.py:40'], { python: 180 })] }
  const waiting = { shares: { python: 0.2, idle: 0.8 }, stacks: [inWork(40)] }

  test('one busy consumer, and workers that wait for it', () => {
    expect(found(pool(parent, [waiting, waiting]))).toEqual(['parentBound'])
  })

  test('busy workers, or a parent that hands over, are something else', () => {
    expect(parentBound(pool(parent, [busyWorker, busyWorker]))).toBeUndefined()
    expect(parentBound(pool({ ...parent, stacks: [handing(180)] }, [waiting, waiting]))).toBeUndefined()
  })
})

describe('start-up', () => {
  const born = (kind: 'thread' | 'process', count: number): BirthEvidence => ({
    kind,
    process: 0,
    name: '#',
    count,
    seen: count,
    ended: count,
    medianLifetime: 0.02,
    cpuSeconds: 1,
  })

  test('modules that every worker imports for itself', () => {
    const importing = {
      shares: { python: 1 },
      stacks: [
        stackOf(['load app.py:8', '<module> app.py:16', '_fixup_main_from_path lib/multiprocessing/spawn.py:297'], {
          python: 180,
        }),
        inWork(10),
      ],
    }
    expect(found(pool(idleParent, [importing, importing]))).toEqual(['startUp'])
  })

  test('a thread for each tiny task', () => {
    const starting = {
      shares: { python: 0.6, lock: 0.4 },
      stacks: [
        stackOf(['start lib/threading.py:970', 'main app.py:30'], { python: 100 }),
        stackOf(['main app.py:30'], { python: 20 }),
      ],
    }
    expect(startUp(evidenceOf({ processes: [{ threadsBegun: 8000 }], threads: [starting] }))?.text).toContain(
      '8,000 threads',
    )
  })

  test('an interpreter for each item', () => {
    const evidence = evidenceOf({
      processes: [{ interpretersBegun: 80, cpuSeconds: 1.6 }],
      threads: [{ shares: { python: 0.5, native: 0.5 }, cpuSeconds: 1.6 }],
      timeline: { coresBusy: 1 },
    })
    expect(startUp(evidence)?.text).toContain('80 interpreters')
  })

  test('a worker of Node.js for each task, and not threads that use no time', () => {
    const node = (cpuSeconds: number) =>
      evidenceOf({
        processes: [{ python: undefined, runtime: 'Node.js' }],
        threads: [{ python: false, shares: { loop: 1 } }],
        births: [{ ...born('thread', 40), cpuSeconds }],
        cpuSeconds: 2,
        timeline: { coresBusy: 1, wantToRun: 1 },
      })
    expect(startUp(node(1.6))?.text).toContain('40 worker threads')
    expect(startUp(node(0.01))).toBeUndefined()
  })

  test('a pool that is made once is none', () => {
    expect(startUp(pool(idleParent, [busyWorker, busyWorker], { births: [born('process', 2)] }))).toBeUndefined()
  })
})

describe('imbalance', () => {
  const early = { shares: { python: 0.3, idle: 0.7 }, stacks: [inWork(60)] }

  test('one worker has nothing to do for most of the time', () => {
    expect(found(pool(idleParent, [busyWorker, early]))).toEqual(['imbalance'])
  })

  test('a short tail, and workers with different jobs, are none', () => {
    const later = { shares: { python: 0.85, idle: 0.15 }, stacks: [inWork(170)] }
    expect(imbalance(pool(idleParent, [busyWorker, later]))).toBeUndefined()
    const other = { ...early, stacks: [stackOf(['log app.py:70', POOL], { python: 60 })] }
    expect(imbalance(pool(idleParent, [busyWorker, other]))).toBeUndefined()
  })
})

describe('more runnable threads than cores', () => {
  const native = { shares: { native: 0.15, ready: 0.85 }, involuntarySwitches: 4000 }
  const twenty = Array.from({ length: 20 }, () => native)

  test('are oversubscribed when it is the program that made so many', () => {
    expect(found(evidenceOf({ cores: 2, threads: [idleParent, ...twenty] }))).toEqual(['oversubscribed'])
  })

  test('twice as many are not', () => {
    expect(found(evidenceOf({ cores: 2, threads: [idleParent, ...twenty.slice(0, 4)] }))).toEqual([])
  })

  test('are a limit when the program may use fewer cores than there are', () => {
    const limited = evidenceOf({
      cores: 2,
      usableCores: 1,
      processes: [{ affinity: { first: 2, last: 1 } }],
      threads: [idleParent, ...twenty.slice(0, 8)],
    })
    expect(found(limited)).toEqual(['cpuLimit'])
    expect(cpuLimit(limited)?.text).toContain("1 of the machine's 2 cores (2 at the beginning)")
  })

  test('as many workers as are allowed, in a container of a large machine, are no fault', () => {
    const fits = evidenceOf({
      cores: 64,
      usableCores: 2,
      processes: [{ affinity: { first: 2, last: 2 } }],
      threads: [idleParent, ...twenty.slice(0, 4)],
    })
    expect(found(fits)).toEqual([])
  })
})

test('native-parallel: threads in native code use more than one core', () => {
  const native = {
    shares: { native: 0.9, python: 0.02, idle: 0.08 },
    stacks: [stackOf(['work app.py:9'], { native: 180 })],
  }
  expect(nativeParallel(evidenceOf({ cores: 2, threads: [idleParent, native, native] }))?.text).toContain('two threads')
  expect(nativeParallel(evidenceOf({ cores: 2, threads: [idleParent, native] }))).toBeUndefined()
})
