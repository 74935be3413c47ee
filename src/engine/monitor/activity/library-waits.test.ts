import { describe, expect, test } from 'vitest'
import { libraryWait } from './library-waits.ts'

const LIB = '/usr/lib/python3.12'
const USER = '/home/me/app.py'

/** Top first: "name file". */
function stack(...lines: readonly string[]) {
  return lines.map((line) => {
    const [name, file] = line.split(' ')
    return { function: name!, file: file === 'app.py' ? USER : `${LIB}/${file}`, line: 1 }
  })
}

const START = ['run threading.py', '_bootstrap_inner threading.py', '_bootstrap threading.py']

describe('what the standard library waits for', () => {
  test.each([
    ['task', ['Thread.join threading.py', 'main app.py']],
    ['task', ['_wait_for_tstate_lock threading.py', 'join threading.py', 'main app.py']],
    ['task', ['wait threading.py', 'result concurrent/futures/_base.py', 'main app.py']],
    ['task', ['Condition.wait threading.py', 'Event.wait threading.py', 'main app.py', ...START]],
    ['lock', ['wait threading.py', 'acquire threading.py', '__enter__ threading.py', 'main app.py']],
    ['idle', ['_worker concurrent/futures/thread.py', ...START]],
    ['idle', ['wait threading.py', 'get queue.py', 'consume app.py', ...START]],
    ['task', ['wait threading.py', 'get queue.py', 'results app.py', 'main app.py', '<module> app.py']],
    ['idle', ['get multiprocessing/queues.py', 'worker multiprocessing/pool.py', 'run multiprocessing/process.py']],
    [
      'idle',
      [
        '__enter__ multiprocessing/synchronize.py',
        'get multiprocessing/queues.py',
        '_process_worker concurrent/futures/process.py',
      ],
    ],
    [
      'task',
      ['_recv multiprocessing/connection.py', 'get multiprocessing/queues.py', 'main app.py', '<module> app.py'],
    ],
    [
      'task',
      ['poll multiprocessing/popen_fork.py', 'wait multiprocessing/popen_fork.py', 'join multiprocessing/process.py'],
    ],
    ['task', ['select selectors.py', 'wait multiprocessing/connection.py', 'main app.py']],
    [
      'loop',
      ['EpollSelector.select selectors.py', '_run_once asyncio/base_events.py', 'run_forever asyncio/base_events.py'],
    ],
    ['child', ['select selectors.py', '_communicate subprocess.py', 'communicate subprocess.py', 'run subprocess.py']],
    [undefined, ['work app.py', '_worker concurrent/futures/thread.py', ...START]],
    [undefined, ['_recv multiprocessing/connection.py', 'recv multiprocessing/connection.py', 'main app.py']],
    [undefined, ['select selectors.py', 'main app.py']],
    [undefined, []],
  ] as const)('%s: %s', (expected, lines) => {
    expect(libraryWait(stack(...lines))).toBe(expected)
  })

  test('a program may have files and functions of the same names', () => {
    const frame = { function: 'join', line: 1 }
    expect(libraryWait([{ ...frame, file: '/home/me/threading.py' }])).toBeUndefined()
    expect(libraryWait([{ ...frame, file: '/usr/lib/python3.12/site-packages/tool/threading.py' }])).toBeUndefined()
    expect(libraryWait([{ ...frame, file: 'C:\\Python312\\Lib\\threading.py' }])).toBe('task')
    expect(libraryWait([{ ...frame, file: '/opt/python/lib/python3.13t/threading.py' }])).toBe('task')
    expect(libraryWait([{ ...frame, function: 'toString', file: '/usr/lib/python3.12/threading.py' }])).toBeUndefined()
  })
})
