import type { Term } from '../../contract/experiment.ts'

/** Terms that lessons use, in alphabetical order. */
export const GLOSSARY: readonly Term[] = [
  term(
    'asymmetric-multiprocessing',
    'asymmetric multiprocessing',
    'Cores have fixed roles: one gives out the work, the others do what they are given.',
    ['asymmetric'],
  ),
  term(
    'asyncio',
    'asyncio',
    'Many tasks in a single thread: a task that waits hands control back to an event loop, which runs another one.',
    ['event loop'],
  ),
  term('atomic', 'atomic', 'Not to be interrupted: others see all of it or nothing.'),
  term('barrier', 'barrier', 'Where threads wait for each other: all of them go on when the last has come.'),
  term(
    'concurrency',
    'concurrency',
    'Several tasks are under way at the same time, though perhaps only one of them runs at any moment.',
    ['concurrent', 'concurrently'],
  ),
  term(
    'context-switch',
    'context switch',
    'A core stops one thread and goes on with another. Voluntary when the thread waits for something, involuntary when its time is up.',
    ['context switches'],
  ),
  term(
    'convoy-effect',
    'convoy effect',
    'Short pieces of work queue behind a long one for what it holds, and become as slow as it is.',
    ['convoy'],
  ),
  term(
    'cpu-bound',
    'CPU-bound',
    'Work whose time is spent computing: a faster core, or more of them, makes it faster.',
  ),
  term(
    'deadlock',
    'deadlock',
    'Each of several threads holds a lock and waits for one that another of them holds, so none ever goes on.',
  ),
  term(
    'free-threaded',
    'free-threaded',
    'A build of CPython without the GIL: its threads run Python code at the same time.',
    ['free-threading'],
  ),
  term(
    'gil',
    'GIL',
    'Global Interpreter Lock: in CPython only the thread that holds it runs Python code. Every interpreter has its own, unless it was built without.',
    ['Global Interpreter Lock'],
  ),
  term(
    'io-bound',
    'I/O-bound',
    'Work whose time is spent waiting, for a disk, a network or a user: more cores do not make it faster, overlapping the waits does.',
  ),
  term(
    'isolate',
    'isolate',
    "V8's word for one JavaScript engine with a memory of its own. Every worker thread of Node has one.",
  ),
  term('livelock', 'livelock', 'Threads are busy giving way to each other, and none makes progress.'),
  term('lock', 'lock', 'What one thread at a time can hold; the others wait until it is released.', ['locks', 'mutex']),
  term(
    'multiprocessing',
    'multiprocessing',
    "Several cores run programs at the same time. Also Python's module that starts processes.",
  ),
  term(
    'multiprogramming',
    'multiprogramming',
    'Several programs are kept in memory, so that one of them can run while another waits. It needs no second core.',
  ),
  term(
    'option',
    'option',
    'The right to buy a stock at the strike price: a European call grants it for one day, at the end.',
    ['European call'],
  ),
  term('parallelism', 'parallelism', 'Several tasks run at the same moment, on several cores.', [
    'parallel',
    'in parallel',
  ]),
  term(
    'process',
    'process',
    'A running program with a memory of its own. Others do not see its variables, and its crash leaves them alone.',
    ['processes'],
  ),
  term(
    'race',
    'race',
    'The result depends on which thread comes first, such as when two read a value, both add to it, and one sum is lost.',
    ['race condition', 'races'],
  ),
  term(
    'shared-memory',
    'shared memory',
    'Memory that several processes see at once. They must ask the system for it, and each may see it at another address.',
  ),
  term('speed-up', 'speed-up', 'The sequential time divided by this time.', ['speedup']),
  term(
    'standard-error',
    'standard error',
    'How far the mean of a sample usually is from the true one. A sample four times as large halves it.',
    ['standard errors'],
  ),
  term(
    'start-method',
    'start method',
    'How a process is made: fork copies the parent, forkserver copies a clean helper, spawn starts a new interpreter.',
    ['fork', 'forkserver', 'spawn'],
  ),
  term('starvation', 'starvation', 'A thread that could run hardly ever gets its turn, because others take it.', [
    'starve',
    'starves',
  ]),
  term(
    'sub-interpreter',
    'sub-interpreter',
    'A second Python interpreter inside one process, with modules, variables and a GIL of its own.',
    ['sub-interpreters'],
  ),
  term(
    'switch-interval',
    'switch interval',
    'How long a thread waits for the GIL before requesting it; the thread that holds it then releases it. 5 ms by default.',
  ),
  term(
    'symmetric-multiprocessing',
    'symmetric multiprocessing',
    'All cores are equal: any of them takes any task that is ready.',
    ['symmetric'],
  ),
  term('thread', 'thread', 'One line of execution inside a process. All threads of a process share its memory.', [
    'threads',
  ]),
]

function term(id: string, word: string, definition: string, also: string[] = []): Term {
  return { id, term: word, also, definition }
}
