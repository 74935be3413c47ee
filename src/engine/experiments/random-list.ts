import { judgeComputing } from './computing.ts'
import type { ExperimentModule } from './experiment.ts'
import { commonParameters, START_METHOD } from './parameters.ts'

export const randomList: ExperimentModule = {
  work: { id: 'fill', unit: 'numbers', bound: 'cpu' },
  judge: judgeComputing,
  comparesWallTimes: true,
  experiment: {
    id: 'random-list',
    work: 'fill',
    group: 'Applications',
    name: 'List append',
    title: 'Appending to lists',
    task: 'appends random numbers to its own list, and starts a new one when that is full',
    question: 'Which models fill lists with random numbers faster?',
    bet: {
      question: 'Two threads fill a list each, instead of sequential filling: how long does it take?',
      choices: [
        { id: 'faster', label: 'Less: the lists are independent' },
        { id: 'same', label: 'The same: appending needs the interpreter' },
        { id: 'slower', label: "Longer: the threads get in each other's way" },
      ],
    },
    models: {
      default: ['sequential', 'thread', 'process'],
      offered: {},
    },
    parameters: [
      ...commonParameters({
        workers: { max: 16 },
        seconds: { default: 0.8, max: 20, presets: [{ value: 0.5 }, { value: 0.8 }, { value: 2 }, { value: 5 }] },
      }),
      {
        id: 'length',
        label: 'List length',
        hint: 'A list with this many numbers is replaced by a new one. CPython needs about 32 bytes per number.',
        unit: '',
        kind: 'integer',
        default: 10_000,
        min: 1000,
        max: 1_000_000,
        presets: [{ value: 1000 }, { value: 10_000 }, { value: 1_000_000 }],
      },
      START_METHOD,
    ],
    published: [],
    lesson: {
      why:
        'Drawing a number and appending it are steps of the interpreter. Threads that share a GIL take turns at them, though each has its own list and generator; ' +
        'processes, and threads without a GIL, run them at the same time. A list that a process has filled stays in that process: to be used elsewhere, it must be sent.',
      next: 'Try lists of a million numbers, whose memory is requested from the system and returned for each list. Then run it on a free-threaded build, or on Node.',
      source:
        'The list_append benchmark of many tutorials, which fills lists in threads and in processes. Here every worker has its own generator and adds up its numbers, ' +
        'so that all models provably do the same work.',
    },
  },
}
