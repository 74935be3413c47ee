import { judgeComputing } from './computing.ts'
import type { ExperimentModule } from './experiment.ts'
import { commonParameters, START_METHOD } from './parameters.ts'

export const randomList: ExperimentModule = {
  work: { id: 'fill', unit: 'numbers', bound: 'cpu' },
  judge: judgeComputing,
  experiment: {
    id: 'random-list',
    group: 'Real work',
    name: 'Random lists',
    title: 'Lists of random numbers',
    task: 'appends random numbers to a list of its own, and begins a new one when that is full',
    question: 'Does filling lists with random numbers get faster?',
    bet: {
      question: 'Two threads fill a list each, instead of one after the other: how long does it take?',
      choices: [
        { id: 'faster', label: 'Less: the lists have nothing to do with each other' },
        { id: 'same', label: 'The same: appending needs the interpreter' },
        { id: 'slower', label: "Longer: the threads get in each other's way" },
      ],
    },
    models: {
      default: ['sequential', 'threads', 'processes'],
      offered: ['sequential', 'threads', 'gil', 'processes'],
    },
    parameters: [
      ...commonParameters({
        workers: { max: 16 },
        seconds: { default: 0.8, max: 20, presets: [{ value: 0.5 }, { value: 0.8 }, { value: 2 }, { value: 5 }] },
      }),
      {
        id: 'length',
        label: 'List length',
        hint: 'A list that has so many numbers is dropped for a new one. CPython needs about 32 bytes for each of them.',
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
        'Drawing a number and appending it are steps of the interpreter. Threads that share a GIL take these in turns, though each has a list and a generator of its own; ' +
        'processes, and threads without a GIL, take them at the same time. A list that a process has filled stays in that process: whoever wants it must have it sent.',
      next: 'Take lists of a million numbers, whose memory is got from the system and given back with each of them. Then run it on a free-threaded build, or on Node.',
      source:
        'The list_append benchmark of many tutorials, which fills lists in threads and in processes. Here every worker has a generator of its own and adds its numbers up, ' +
        'so that all models provably do the same work.',
    },
  },
}
