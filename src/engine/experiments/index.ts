import type { Suite } from '../../contract/experiment.ts'
import { cpuCountdown } from './cpu-countdown.ts'
import type { ExperimentModule } from './experiment.ts'
import { ioWait } from './io-wait.ts'

/** In the order in which the hosts list them. */
export const EXPERIMENTS: readonly ExperimentModule[] = [ioWait, cpuCountdown]

export const SUITES: readonly Suite[] = [
  {
    id: 'six',
    name: 'The six runs',
    title: 'Waiting and counting: one after the other, in threads, in processes',
    experiments: ['io-wait', 'cpu-countdown'],
  },
]
