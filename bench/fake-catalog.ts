import type { Experiment, Model, NumberParameter, Parameter, Runtime, Suite, Term } from '../src/contract/experiment.ts'
import type { Picture } from '../src/contract/figure.ts'
import type { Calls } from '../src/contract/procedures.ts'
import { traitsOf } from '../src/testing/sample-models.ts'
import { previewOf, SAMPLE_PICTURES } from '../src/testing/sample-pictures.ts'

/** An invented catalogue: as many experiments as there are, with pictures of every sort. */

type PictureName = keyof typeof SAMPLE_PICTURES
type Line = readonly [id: string, name: string, picture: PictureName]

const GROUPS: Readonly<Record<string, readonly Line[]>> = {
  'The six runs': [
    ['io-wait', 'I/O-bound', 'wallTime'],
    ['cpu-countdown', 'CPU-bound', 'wallTime'],
  ],
  Applications: [
    ['random-list', 'List append', 'wallTime'],
    ['monte-carlo', 'Monte Carlo', 'wallTime'],
    ['download', 'Downloads', 'wallTime'],
    ['socket-server', 'Socket server', 'convoy'],
    ['db-matrix', 'Mixed work', 'wallTime'],
    ['responsive', 'Responsive UI', 'spawnCost'],
  ],
  'Speed-up': [['scaling', 'Scalability', 'scaling']],
  Synchronisation: [
    ['shared-memory', 'Shared memory', 'crash'],
    ['race', 'Race condition', 'spawnCost'],
    ['deadlock', 'Deadlock', 'deadlock'],
    ['starvation', 'Starvation', 'wallTime'],
    ['livelock', 'Livelock', 'wallTime'],
    ['ipc-cost', 'IPC cost', 'ipcCost'],
  ],
  'Isolation and cost': [
    ['crash', 'Fault isolation', 'crash'],
    ['spawn-cost', 'Start-up cost', 'spawnCost'],
  ],
  Scheduling: [
    ['multiprogramming', 'Multiprogramming', 'scaling'],
    ['smp-amp', 'SMP and AMP', 'wallTime'],
  ],
  'Inside the GIL': [
    ['gil-handoff', 'GIL hand-off', 'gilHandoff'],
    ['convoy', 'Convoy effect', 'convoy'],
    ['free-threading', 'Free threading', 'spawnCost'],
  ],
}

const number = (id: string, label: string, rest: Partial<NumberParameter>): Parameter => ({
  id,
  label,
  unit: '',
  kind: 'integer',
  default: 2,
  min: 1,
  max: 64,
  ...rest,
})

const COMMON: readonly Parameter[] = [
  number('workers', 'Workers', {}),
  number('seconds', 'Size', {
    unit: 's',
    kind: 'number',
    min: 0.05,
    max: 60,
    presets: [0.5, 1, 2, 5].map((value) => ({ value })),
  }),
  number('repeat', 'Repeats', { default: 3, max: 20 }),
]

const OWN: readonly Parameter[] = [
  number('interval', 'Switch interval', {
    unit: 'ms',
    kind: 'number',
    hint: 'How long a thread keeps the GIL while others wait for it.',
    default: 5,
    min: 0.01,
    max: 100,
    presets: [{ value: 0.01 }, { value: 1 }, { value: 5, note: 'as CPython has it' }, { value: 100 }],
  }),
  {
    id: 'start-method',
    label: 'Start method',
    hint: 'How multiprocessing starts a process.',
    kind: 'choice',
    default: 'fork',
    choices: ['fork', 'forkserver', 'spawn'].map((id) => ({ id, label: id })),
  },
]

function experiment([id, name]: Line, group: string): Experiment {
  const isBasic = group === 'The six runs'
  return {
    id,
    work: 'countdown',
    group,
    name,
    title: `${name}: an invented experiment`,
    task: 'does something that is long to say, so that there is a line of it to be cut off',
    question: `What does ${name} show?`,
    bet: {
      question: 'Two threads instead of one after the other: how long does it take?',
      choices: [
        { id: 'faster', label: 'Less: two threads, two cores' },
        { id: 'same', label: 'The same: they take turns' },
        { id: 'slower', label: 'Longer: taking turns costs time' },
      ],
    },
    models: {
      default: ['sequential', 'thread', 'process'],
      offered: isBasic ? { kinds: ['sequential', 'thread', 'process', 'coroutine'] } : { except: ['coroutine'] },
    },
    parameters: isBasic ? [...COMMON] : [...COMMON, ...OWN],
    published: [],
    lesson: {
      why: 'With a GIL only one thread of an interpreter runs at a time. Work that is I/O-bound waits, and who waits lets go of it.',
      next: 'Take a free-threaded build. Then take more workers than there are cores.',
      source: 'Invented.',
    },
  }
}

const term = (words: string, definition: string, ...also: string[]): Term => ({
  id: words.toLowerCase().replaceAll(/[^a-z0-9]/gu, '-'),
  term: words,
  also,
  definition,
})

const GLOSSARY: readonly Term[] = [
  term('free-threaded', 'A build of CPython that has no GIL.'),
  term(
    'GIL',
    'The lock of an interpreter without which none of its threads runs Python code.',
    'global interpreter lock',
  ),
  term('I/O-bound', 'Work that mostly waits: for a disk, a network, a clock.'),
  term('process', 'A program that runs, with memory of its own.', 'processes'),
  term('thread', 'One of the things that a process does at a time. Threads of a process share its memory.', 'threads'),
]

const LINES = Object.entries(GROUPS).flatMap(([group, lines]) => lines.map((line) => ({ group, line })))

export const SUITES: readonly Suite[] = [
  {
    id: 'six',
    name: 'The six runs',
    title: 'I/O-bound and CPU-bound work: sequential, in threads, in processes',
    experiments: ['io-wait', 'cpu-countdown'],
  },
]

export function pictureOf(wanted: string): Picture {
  return SAMPLE_PICTURES[LINES.find(({ line: [id] }) => id === wanted)?.line[2] ?? 'wallTime']
}

export const CATALOG: Calls['experiments']['result'] = {
  experiments: LINES.map(({ group, line }) => experiment(line, group)),
  suites: [...SUITES],
  glossary: [...GLOSSARY],
  previews: Object.fromEntries(LINES.map(({ line: [id] }) => [id, previewOf(pictureOf(id))])),
}

const model = (id: string, needs?: string): Model => ({
  id,
  label: id.replace('-', ' '),
  description: `Runs the workers as ${id}.`,
  ...traitsOf(id),
  available: needs === undefined,
  needs,
})

const MODELS = ['sequential', 'threads', 'thread-pool', 'processes', 'process-pool', 'asyncio'].map((id) => model(id))

const runtime = (id: string, label: string, rest: Partial<Runtime> = {}): Runtime => ({
  id,
  kind: 'cpython',
  label,
  path: `/opt/${id}/bin/python3`,
  foundAs: [],
  version: '3.13.0',
  status: 'ok',
  gilEnabled: true,
  freeThreadedBuild: false,
  models: [...MODELS, model('interpreters', 'CPython 3.14 or newer')],
  work: ['wait', 'countdown'],
  ...rest,
})

export const RUNTIMES: readonly Runtime[] = [
  runtime('cpython-3.13.0', 'CPython 3.13.0'),
  runtime('cpython-3.13.0t', 'CPython 3.13.0 · free-threaded', { gilEnabled: false, freeThreadedBuild: true }),
  runtime('node', 'Node 20.20.2', {
    kind: 'node',
    models: [model('sequential'), model('threads'), model('processes'), model('asyncio', 'CPython')],
  }),
  runtime('cpython-2.7.18', 'CPython 2.7.18', { status: 'unsupported', reason: 'It is older than CPython 3.8.' }),
]
