import { describe, expect, test } from 'vitest'
import { placesOf, purposeOf, runsTasks, userFrame } from './stacks.ts'
import { evidenceOf, stackOf } from './testing.ts'

/** What a worker that was forked has on its stack: its own frames, then those of its parent. */
const FORKED = [
  'BaseProcess._bootstrap lib/multiprocessing/process.py:314',
  'Popen._launch lib/multiprocessing/popen_fork.py:71',
  'BaseProcess.start lib/multiprocessing/process.py:121',
  'main app.py:30',
]

describe('the purpose of a stack', () => {
  test.each([
    ['work', ['work app.py:9', 'worker lib/multiprocessing/pool.py:125']],
    ['work', ['dot lib/numpy/core.py:3', 'work app.py:9']],
    ['work', ['_WorkItem.run lib/concurrent/futures/thread.py:58', '_worker lib/concurrent/futures/thread.py:83']],
    ['hand-over', ['dumps lib/multiprocessing/reduction.py:51', 'main app.py:30']],
    ['hand-over', ['Connection._recv lib/multiprocessing/connection.py:395', ...FORKED]],
    ['birth', ['Thread.start lib/threading.py:970', 'main app.py:30']],
    ['birth', ['Thread._bootstrap_inner lib/threading.py:1045']],
    ['import', ['load app.py:8', '<module> app.py:16', '_fixup_main_from_path lib/multiprocessing/spawn.py:297']],
    ['import', ['<module> lib/json/__init__.py:5', '_find_and_load <frozen importlib._bootstrap>:1176']],
  ] as const)('%s: %s', (purpose, lines) => {
    expect(purposeOf(stackOf(lines))).toBe(purpose)
  })
})

test('the frames of a parent are not those of its forked worker', () => {
  expect(userFrame(stackOf(['Connection._recv lib/multiprocessing/connection.py:395', ...FORKED]))).toBeUndefined()
  expect(userFrame(stackOf(['work app.py:9', ...FORKED]))?.line).toBe(9)
})

test('a pool thread has tasks where its user is on the stack, or where it mostly calls what is built in', () => {
  const sleeps = stackOf([
    '_WorkItem.run lib/concurrent/futures/thread.py:58',
    '_worker lib/concurrent/futures/thread.py:83',
  ])
  const idle = stackOf(['_worker lib/concurrent/futures/thread.py:81'])
  const of = (...stacks: readonly ReturnType<typeof stackOf>[]) =>
    runsTasks(evidenceOf({ threads: [{ stacks }] }).threads[0]!)
  expect(of(sleeps, sleeps, idle)).toBe(true)
  expect(of(sleeps, idle, idle)).toBe(false)
  expect(of(idle, stackOf(['work app.py:9', '_worker lib/concurrent/futures/thread.py:83']))).toBe(true)
})

test('places are the lines of the user, most often first; those of no file only where there are no others', () => {
  const { threads } = evidenceOf({
    threads: [
      {
        stacks: [
          stackOf(['<module> <string>:1'], { python: 90 }),
          stackOf(['work app.py:9'], { python: 5, gil: 5 }),
          stackOf(['encode lib/json/encoder.py:200', 'work app.py:10'], { python: 20 }),
        ],
      },
    ],
  })
  expect(placesOf(threads, ['python']).map(({ line }) => line)).toEqual([10, 9])
  expect(placesOf(threads, ['gil']).map(({ line }) => line)).toEqual([9])
  expect(placesOf([{ ...threads[0]!, stacks: threads[0]!.stacks.slice(0, 1) }], ['python'])).toHaveLength(1)
})
