import { describe, expect, test } from 'vitest'
import { type EvidenceSketch, evidenceOf, type WaySketch } from '../evidence-testing.ts'
import { cpuLimit } from './cpu-limit.ts'
import { gilContention } from './gil-contention.ts'
import { imbalance } from './imbalance.ts'
import { lockContention } from './lock-contention.ts'
import { nativeParallel } from './native-parallel.ts'
import { oversubscribed } from './oversubscribed.ts'

/** Computes in Python for 4 s, in one thread. */
const LOOP: WaySketch = { seconds: 4, stateSeconds: { python: 4 }, gil: { held: 1, waiting: 0 } }
/** Two threads that take turns with the GIL, as long as the loop. */
const TURNS: WaySketch = { seconds: 3.9, stateSeconds: { python: 3.9, gil: 3.9 }, gil: { held: 0.99, waiting: 1 } }
/** Two processes that do it at the same time. */
const PROCESSES: WaySketch = { seconds: 2.1, cpuSeconds: 4.1 }
/** Two threads that compute at the same time, outside the GIL. */
const NATIVE: WaySketch = { seconds: 2, cpuSeconds: 4, stateSeconds: { native: 4 }, gil: { held: 0.02, waiting: 0 } }
/** Two threads of which one computes outside the GIL, and the other waits for a lock. */
const LOCKED: WaySketch = { seconds: 4, stateSeconds: { native: 3.9, lock: 3.9 }, gil: { held: 0.02, waiting: 0 } }

const withWays = (ways: EvidenceSketch['ways'], more: EvidenceSketch = {}) => evidenceOf({ ...more, ways })

describe('gil-contention', () => {
  const ways = { sequential: LOOP, 'thread-pool': TURNS, 'process-pool': PROCESSES }
  test('threads that are no faster and wait for the GIL; the processes that are faster are named', () => {
    const found = gilContention(withWays(ways))
    expect(found).toMatchObject({ id: 'gil-contention', strength: expect.closeTo(0.495) })
    expect(found?.text).toMatch(/3\.90.*4\.00.*99.*2\.10/)
    expect(found?.suggestion).toContain('process pool')
  })
  test('on a busy machine, threads that take turns may be faster than the loop all the same', () => {
    const quick = { sequential: LOOP, 'thread-pool': { ...TURNS, seconds: 3 }, 'process-pool': 4 }
    expect(gilContention(withWays(quick))).toBeUndefined()
    expect(gilContention(withWays(quick, { counting: 1 }))).toBeDefined()
  })
  test('processes need not be there', () => {
    expect(gilContention(withWays({ sequential: LOOP, threads: TURNS }))?.suggestion).toContain('ProcessPoolExecutor')
  })
  test.each<[string, EvidenceSketch['ways'], EvidenceSketch?]>([
    ['threads scale', { sequential: LOOP, 'thread-pool': NATIVE }],
    ['they wait for another lock', { sequential: LOOP, 'thread-pool': LOCKED }],
    ['no GIL', ways, { runtime: { gilEnabled: false } }],
    ['the loop waits', { ...ways, sequential: { ...LOOP, cpuSeconds: 0.1, stateSeconds: { sleep: 4 } } }],
    [
      'threads do other work too: items are tiny',
      { ...ways, 'thread-pool': { ...TURNS, cpuSeconds: 40 } },
      { count: 60_000 },
    ],
    ['the GIL was not read', { ...ways, 'thread-pool': { ...TURNS, gil: { missing: 'not on this system' } } }],
    [
      'it is too short to be judged',
      { sequential: { ...LOOP, seconds: 0.05 }, 'thread-pool': { ...TURNS, seconds: 0.05 } },
    ],
    ['no threads', { sequential: LOOP, 'process-pool': PROCESSES }],
    ['no loop', { 'thread-pool': TURNS }],
  ])('not where %s', (_name, given, more) => expect(gilContention(withWays(given, more))).toBeUndefined())
  test('a GIL that is always held decides, however short the waits are', () => {
    const brief = { ...TURNS, gil: { held: 0.95, waiting: 0.1 } }
    expect(gilContention(withWays({ ...ways, 'thread-pool': brief }))).toBeDefined()
    const half = { ...TURNS, gil: { held: 0.7, waiting: 0.1 } }
    expect(gilContention(withWays({ ...ways, 'thread-pool': half }))).toBeUndefined()
  })
  test('the states of the threads need not be known', () => {
    const threads = { ...TURNS, stateSeconds: { missing: 'too short' } }
    expect(gilContention(withWays({ ...ways, 'thread-pool': threads }))).toBeDefined()
  })
})

describe('lock-contention', () => {
  test('threads that wait for a lock, and not for the GIL', () => {
    const found = lockContention(withWays({ sequential: LOOP, 'thread-pool': LOCKED, 'process-pool': PROCESSES }))
    expect(found).toMatchObject({ id: 'lock-contention', strength: 0.5 })
    expect(found?.text).toMatch(/not the GIL/)
  })
  test('on a busy machine, two threads that take turns may get more of it than one', () => {
    const ways = { sequential: LOOP, 'thread-pool': { ...LOCKED, seconds: 2.9 } }
    expect(lockContention(withWays(ways))).toBeUndefined()
    expect(lockContention(withWays({ ...ways, 'process-pool': 4 }, { counting: 1 }))).toBeDefined()
  })
  test('many short turns, such as those of threads that log', () => {
    const threads = {
      ...TURNS,
      cpuSeconds: 6,
      stateSeconds: { python: 3.3, native: 2, lock: 0.7, gil: 0.8 },
      gil: { held: 0.85, waiting: 0.2 },
    }
    const evidence = withWays({ sequential: LOOP, 'thread-pool': threads })
    expect(lockContention(evidence)?.text).toMatch(/give up the GIL/)
    expect(gilContention(evidence)).toBeUndefined()
  })
  test('a lock that is held during a wait', () => {
    const loop = { ...LOOP, cpuSeconds: 0.1, stateSeconds: { sleep: 4 } }
    const threads = { ...LOCKED, cpuSeconds: 0.1, stateSeconds: { sleep: 4, lock: 3.9 } }
    expect(lockContention(withWays({ sequential: loop, 'thread-pool': threads }))?.id).toBe('lock-across-io')
  })
  test('few items whose turns cost more CPU time than the loop: handing them over does not explain that', () => {
    const threads = {
      seconds: 9,
      cpuSeconds: 10,
      stateSeconds: { python: 5, native: 4, lock: 1.7, gil: 1.8 },
      gil: { held: 0.8, waiting: 0.2 },
    }
    expect(lockContention(withWays({ sequential: LOOP, 'thread-pool': threads }))).toBeDefined()
    expect(lockContention(withWays({ sequential: LOOP, 'thread-pool': threads }, { count: 60_000 }))).toBeUndefined()
  })
  test.each<[string, EvidenceSketch['ways'], EvidenceSketch?]>([
    ['threads wait for the GIL', { sequential: LOOP, 'thread-pool': TURNS }],
    ['threads are faster all the same', { sequential: LOOP, 'thread-pool': { ...LOCKED, seconds: 2 } }],
    ['states are not known', { sequential: LOOP, 'thread-pool': { ...LOCKED, stateSeconds: { missing: 'no' } } }],
    [
      'it is the lock of the queue of tiny items',
      { sequential: LOOP, 'thread-pool': { ...LOCKED, cpuSeconds: 12 } },
      { count: 60_000 },
    ],
    ['there are no threads', { sequential: LOOP, 'process-pool': PROCESSES }],
  ])('not where %s', (_name, ways, more) => expect(lockContention(withWays(ways, more))).toBeUndefined())
})

describe('native-parallel', () => {
  test('threads that scale are good news, with how little the GIL was held', () => {
    const found = nativeParallel(withWays({ sequential: LOOP, 'thread-pool': NATIVE }))
    expect(found).toMatchObject({ id: 'native-parallel', strength: expect.closeTo(0.5) })
    expect(found?.text).toMatch(/2\.00.*2\s%/)
  })
  test.each<[string, EvidenceSketch]>([
    ['threads take turns', { ways: { sequential: LOOP, 'thread-pool': TURNS } }],
    ['there is no GIL', { ways: { sequential: LOOP, 'thread-pool': NATIVE }, runtime: { gilEnabled: false } }],
    [
      'the GIL was held most of the time',
      { ways: { sequential: LOOP, 'thread-pool': { ...NATIVE, gil: { held: 0.8, waiting: 0 } } } },
    ],
    ['they only wait', { ways: { sequential: { ...LOOP, stateSeconds: { sleep: 4 } }, 'thread-pool': NATIVE } }],
    ['a single repeat', { ways: { sequential: LOOP, 'thread-pool': { ...NATIVE, seconds: [2] } } }],
    [
      'they take turns, and only got more of a busy machine',
      { ways: { sequential: LOOP, 'thread-pool': { ...LOCKED, seconds: 2.9 } } },
    ],
    [
      'results differ',
      {
        ways: { sequential: LOOP, 'thread-pool': NATIVE },
        agreement: {
          equal: false,
          differs: [{ variant: 'thread-pool', items: 1, how: 'value', first: { item: 0, expected: '1', got: '2' } }],
        },
      },
    ],
  ])('not where %s', (_name, sketch) => expect(nativeParallel(evidenceOf(sketch))).toBeUndefined())
})

describe('oversubscribed', () => {
  const busy = { ...LOOP, cpuSeconds: 7.6 }
  test('on a busy machine, its threads want more cores than it gets', () => {
    const starved = { ...LOOP, cpuSeconds: 2, stateSeconds: { native: 3, ready: 20 } }
    expect(oversubscribed(withWays({ sequential: starved, 'process-pool': 4 }))?.text).toContain('5.8')
  })
  test('a loop whose calls keep all cores busy, and no way is faster', () => {
    const found = oversubscribed(withWays({ sequential: busy, 'process-pool': { seconds: 4.1, cpuSeconds: 7.8 } }))
    expect(found).toMatchObject({ id: 'oversubscribed' })
    expect(found?.text).toContain('1.9 of 2')
  })
  test.each<[string, EvidenceSketch]>([
    ['another way is faster', { ways: { sequential: busy, 'process-pool': PROCESSES } }],
    ['one core is busy', { ways: { sequential: LOOP, 'process-pool': 4 } }],
    [
      'helpers of the interpreter want a core too',
      { ways: { sequential: { ...LOOP, stateSeconds: { runs: 4, ready: 3 } }, 'process-pool': 4 } },
    ],
    ['many cores are left', { ways: { sequential: busy, 'process-pool': 4 }, cores: 8 }],
    ['nothing else was measured', { ways: { sequential: busy } }],
  ])('not where %s', (_name, sketch) => expect(oversubscribed(evidenceOf(sketch))).toBeUndefined())
})

describe('cpu-limit', () => {
  const changes = ['the affinity (1 core instead of 2)']
  const ways = { sequential: { ...LOOP, changes }, 'process-pool': { seconds: 4.1, cpuSeconds: 4.1 } }
  test('processes take turns on the core to which the file limits them', () => {
    expect(cpuLimit(withWays(ways))).toMatchObject({ id: 'cpu-limit' })
  })
  test.each<[string, EvidenceSketch['ways'], EvidenceSketch?]>([
    ['processes are faster', { ...ways, 'process-pool': PROCESSES }],
    ['nothing was changed', { ...ways, sequential: LOOP }],
    ['something else was changed', { ...ways, sequential: { ...LOOP, changes: ['the locale'] } }],
  ])('not where %s', (_name, given, more) => expect(cpuLimit(withWays(given, more))).toBeUndefined())
})

describe('imbalance', () => {
  const item = (max: number, total = 4) => ({ median: 0.1, p95: 0.2, max, total, group: 1 })
  const uneven = { sequential: { ...LOOP, perItemSeconds: item(3) }, 'process-pool': { seconds: 3.1, cpuSeconds: 4.1 } }
  test('an item that is longer than the share of a worker', () => {
    const found = imbalance(withWays(uneven))
    expect(found).toMatchObject({ id: 'imbalance', strength: expect.closeTo(1 / 3) })
    expect(found?.text).toMatch(/3\.00.*4\.00.*2\.00/)
  })
  test('a single item', () => {
    const loop = { ...LOOP, perItemSeconds: item(4) }
    expect(imbalance(withWays({ sequential: loop }, { count: 1 }))?.text).toContain('one item')
  })
  test('workers that have nothing left long before the others', () => {
    const pool = { seconds: 3, cpuSeconds: 4, idleShare: [0.02, 0.7] }
    const found = imbalance(withWays({ sequential: LOOP, 'process-pool-5': { ...pool, chunk: 5 } }))
    expect(found?.text).toMatch(/chunks of 5.*98.*30/)
  })
  test.each<[string, EvidenceSketch]>([
    ['items are even', { ways: { sequential: LOOP, 'process-pool': { ...PROCESSES, idleShare: [0.02, 0.05] } } }],
    [
      'items were timed in groups',
      { ways: { ...uneven, sequential: { ...LOOP, perItemSeconds: { ...item(3), group: 50 } } } },
    ],
    ['there is one worker', { ways: uneven, workers: 1 }],
    [
      'all workers are idle for long: the start takes the time',
      {
        ways: { sequential: LOOP, 'process-pool': { seconds: 3, idleShare: [0.6, 0.9] } },
      },
    ],
    ['idle shares are not known', { ways: { sequential: LOOP, 'process-pool': PROCESSES } }],
  ])('not where %s', (_name, sketch) => expect(imbalance(evidenceOf(sketch))).toBeUndefined())
})
