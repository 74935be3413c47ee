import type { Activity } from '../../../contract/activity.ts'
import type { StackFrame } from './activity-source.ts'

/**
 * Waits that the standard library of Python (3.8 to 3.15) is known for, by the functions that wait. They are read from the top
 * of a stack for as long as its functions are listed here, and the last one that says something decides: `Semaphore.acquire`
 * calls `Condition.wait`, and it is the semaphore that is waited for.
 */
export type LibraryWait = Extract<Activity, 'lock' | 'task' | 'idle' | 'loop' | 'child'>

type Meaning =
  | LibraryWait
  /** Says nothing by itself: the caller knows. */
  | 'through'
  /** A consumer's `get`: idle where it is called by the loop of a thread or a child process, else a wait for a result. */
  | 'get'
  /** Where the thread or the process begins: below it is nothing of the program. */
  | 'base'

type Functions = Readonly<Record<string, Meaning>>

const LIBRARY: Readonly<Record<string, Functions>> = {
  'threading.py': {
    acquire: 'lock',
    __enter__: 'lock',
    wait: 'task',
    wait_for: 'task',
    _wait: 'task',
    join: 'task',
    _wait_for_tstate_lock: 'task',
    _shutdown: 'task',
    run: 'base',
    _bootstrap: 'base',
    _bootstrap_inner: 'base',
  },
  'queue.py': { get: 'get', join: 'task', put: 'task' },
  'selectors.py': { select: 'through' },
  'socketserver.py': { serve_forever: 'loop' },
  'subprocess.py': { wait: 'child', _wait: 'child', _try_wait: 'child', communicate: 'child', _communicate: 'child' },
  'asyncio/base_events.py': { _run_once: 'loop', run_forever: 'loop', run_until_complete: 'loop' },
  // The loop of uvloop is C: its caller is on top.
  'asyncio/runners.py': { run: 'loop' },
  'concurrent/futures/_base.py': {
    result: 'task',
    exception: 'task',
    wait: 'task',
    as_completed: 'task',
    result_iterator: 'task',
    _result_or_cancel: 'task',
  },
  'concurrent/futures/thread.py': { _worker: 'idle', shutdown: 'task', __exit__: 'task' },
  'concurrent/futures/process.py': {
    _process_worker: 'idle',
    _queue_management_worker: 'idle',
    wait_result_broken_or_wakeup: 'idle',
    shutdown: 'task',
    _chain_from_iterable_of_lists: 'task',
  },
  'multiprocessing/connection.py': {
    recv: 'through',
    recv_bytes: 'through',
    recv_bytes_into: 'through',
    _recv: 'through',
    _recv_bytes: 'through',
    send: 'through',
    send_bytes: 'through',
    _send: 'through',
    _send_bytes: 'through',
    poll: 'through',
    _poll: 'through',
    accept: 'through',
    wait: 'task',
  },
  'multiprocessing/synchronize.py': {
    __enter__: 'lock',
    acquire: 'lock',
    wait: 'task',
    wait_for: 'task',
  },
  'multiprocessing/queues.py': { get: 'get', _feed: 'idle', join: 'task', put: 'task' },
  'multiprocessing/pool.py': {
    worker: 'idle',
    _handle_tasks: 'idle',
    _handle_results: 'idle',
    _handle_workers: 'idle',
    _wait_for_updates: 'idle',
    get: 'task',
    wait: 'task',
    next: 'task',
    join: 'task',
    map: 'task',
    starmap: 'task',
    apply: 'task',
  },
  'multiprocessing/process.py': { join: 'task', run: 'base', _bootstrap: 'base' },
  'multiprocessing/popen_fork.py': { wait: 'task', poll: 'task' },
  'multiprocessing/popen_forkserver.py': { wait: 'task', poll: 'task' },
  'multiprocessing/managers.py': { serve_client: 'idle', accepter: 'idle', serve_forever: 'idle' },
  'multiprocessing/forkserver.py': { main: 'idle' },
  'multiprocessing/resource_tracker.py': { main: 'idle' },
}

/** Deepest call of `get` that still counts as the loop of a thread: its function, and one that the function calls. Chosen. */
const LOOP_DEPTH = 2

/** What a blocked thread waits for by its stack, top first; undefined where the library says nothing of it. */
export function libraryWait(frames: readonly StackFrame[]): LibraryWait | undefined {
  let wait: LibraryWait | undefined
  for (const [depth, frame] of frames.entries()) {
    const meaning = meaningOf(frame)
    if (meaning === undefined || meaning === 'base') break
    if (meaning === 'get') wait = isOwnLoop(frames, depth + 1) ? 'idle' : 'task'
    else if (meaning !== 'through') wait = meaning
  }
  return wait
}

/** Whether an event loop of asyncio runs anywhere in a stack: one that is always busy is never seen in its selector. */
export function hasEventLoop(frames: readonly StackFrame[]): boolean {
  return frames.some((frame) => libraryFile(frame.file) === 'asyncio/base_events.py' && meaningOf(frame) === 'loop')
}

/** Whether a thread's or a child process's first functions are so near that its own loop called. */
function isOwnLoop(frames: readonly StackFrame[], from: number): boolean {
  for (let depth = from; depth <= from + LOOP_DEPTH && depth < frames.length; depth++)
    if (meaningOf(frames[depth]!) === 'base') return true
  return false
}

function meaningOf(frame: StackFrame): Meaning | undefined {
  const functions = LIBRARY[libraryFile(frame.file)]
  if (functions === undefined) return undefined
  // 3.11 and later give "Thread.join", before it is "join".
  const name = frame.function.slice(frame.function.lastIndexOf('.') + 1)
  return Object.hasOwn(functions, name) ? functions[name] : undefined
}

const TAILS = new Map<string, string>()
/** File names that are kept; a program has thousands at most. */
const MAX_TAILS = 10_000

/** Path within the standard library: "queue.py", "asyncio/base_events.py"; empty for a file that is not of the library. */
function libraryFile(file: string): string {
  let tail = TAILS.get(file)
  if (tail === undefined) {
    if (TAILS.size >= MAX_TAILS) TAILS.clear()
    tail =
      /(?:^|[/\\])python(?:3\.?\d+t?)?(?:\.zip|[/\\]Lib)?[/\\]([^/\\]+\.py|(?:asyncio|concurrent[/\\]futures|multiprocessing)[/\\][^/\\]+\.py)$/i
        .exec(file)?.[1]
        ?.replaceAll('\\', '/') ?? ''
    TAILS.set(file, tail)
  }
  return tail
}
