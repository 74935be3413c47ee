import { judgeComputing } from './computing.ts'
import type { ExperimentModule } from './experiment.ts'
import { commonParameters, START_METHOD } from './parameters.ts'

export const cpuCountdown: ExperimentModule = {
  work: { id: 'countdown', unit: 'steps', bound: 'cpu' },
  judge: judgeComputing,
  comparesWallTimes: true,
  experiment: {
    id: 'cpu-countdown',
    work: 'countdown',
    group: 'The six runs',
    name: 'CPU-bound',
    title: 'CPU-bound work',
    task: 'counts down to zero in a plain loop',
    question: 'Two tasks count down to zero: do threads make it faster?',
    bet: {
      question: 'Two threads instead of sequential counting: how long does it take?',
      choices: [
        { id: 'faster', label: 'Less: two threads, two cores' },
        { id: 'same', label: 'The same: they take turns' },
        { id: 'slower', label: 'Longer: taking turns costs time' },
      ],
    },
    models: {
      default: ['sequential', 'thread', 'process'],
      offered: {},
    },
    parameters: [...commonParameters(), START_METHOD],
    published: [
      {
        source: 'the published figures for older CPython',
        conditions: 'an older CPython, 2 workers; one worker alone took 12 s',
        wallSeconds: { sequential: 26, thread: 40, process: 12 },
      },
      {
        source: 'David Beazley, "Inside the Python GIL", Chicago 2009',
        conditions: 'a dual-core Mac, CPython of 2009, 2 threads',
        wallSeconds: { sequential: 24.6, thread: 45.5 },
      },
      {
        source: 'the published figures for CPython 3.9',
        conditions: 'CPython 3.9; 6.5 s with 1 to 8 threads',
        wallSeconds: { sequential: 6.5, thread: 6.5 },
      },
    ],
    lesson: {
      why:
        'With a GIL, only one thread of an interpreter runs Python code at a time, however many cores there are. Each process has its own interpreter and ' +
        'GIL, so processes use several cores. A free-threaded build has no GIL; in Node, every worker thread has its own interpreter.',
      next: 'Compare an old CPython with a new one, then with a free-threaded build or with Node. Then try more workers than there are cores.',
      source: "The counting half of the classic six runs, and David Beazley's countdown of 2009.",
    },
  },
}
