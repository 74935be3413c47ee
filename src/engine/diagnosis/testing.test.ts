import { expect, test } from 'vitest'
import { evidenceOf, stackOf } from './testing.ts'

test('evidence by hand: shares of threads become seconds, and processes, GIL and timeline add them up', () => {
  const evidence = evidenceOf({
    seconds: 4,
    threads: [
      { shares: { task: 1 } },
      { shares: { python: 0.5, gil: 0.5 } },
      { shares: { python: 0.5, gil: 0.5 }, end: 2 },
    ],
  })
  expect(evidence.threads.map(({ activity }) => activity)).toEqual([
    { task: 4 },
    { python: 2, gil: 2 },
    { python: 1, gil: 1 },
  ])
  expect(evidence.threads.map(({ main, cpuSeconds }) => [main, cpuSeconds])).toEqual([
    [true, 0],
    [false, 2],
    [false, 1],
  ])
  expect(evidence.processes).toMatchObject([{ cpuSeconds: 3, threadsBegun: 2 }])
  expect(evidence.gils).toMatchObject([{ heldSeconds: 3, waitedSeconds: 3 }])
  expect(evidence.timeline.coresBusy).toHaveLength(100)
  expect([evidence.timeline.coresBusy[0], evidence.timeline.wantToRun[0], evidence.timeline.inFlight[0]]).toEqual([
    0.75, 1.5, 1.5,
  ])
})

test('evidence by hand: a given timeline sets the length of all of its columns', () => {
  const { timeline } = evidenceOf({ timeline: { inFlight: [1, 2, 3], coresBusy: 1 } })
  expect([timeline.inFlight, timeline.coresBusy, timeline.wantToRun]).toEqual([
    [1, 2, 3],
    [1, 1, 1],
    [1, 1, 1],
  ])
  expect(timeline.stepSeconds).toBeCloseTo(10 / 3)
})

test('stacks by hand', () => {
  expect(stackOf(['acquire /usr/lib/python3.11/x.py:3', 'work app.py:7'], { samples: 4, lock: 4 })).toEqual({
    samples: 4,
    activity: { lock: 4 },
    frames: [
      { function: 'acquire', file: '/usr/lib/python3.11/x.py', line: 3, kind: 'library' },
      { function: 'work', file: 'app.py', line: 7, kind: 'user' },
    ],
  })
})
