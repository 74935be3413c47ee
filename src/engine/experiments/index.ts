import type { Suite } from '../../contract/experiment.ts'
import { convoy } from './convoy.ts'
import { cpuCountdown } from './cpu-countdown.ts'
import { crash } from './crash.ts'
import { dbMatrix } from './db-matrix.ts'
import { deadlock } from './deadlock.ts'
import { download } from './download.ts'
import type { ExperimentModule } from './experiment.ts'
import { freeThreading } from './free-threading.ts'
import { gilHandoff } from './gil-handoff.ts'
import { ioWait } from './io-wait.ts'
import { livelock } from './livelock.ts'
import { ipcCost } from './ipc-cost.ts'
import { monteCarlo } from './monte-carlo.ts'
import { multiprogramming } from './multiprogramming.ts'
import { race } from './race.ts'
import { randomList } from './random-list.ts'
import { responsive } from './responsive.ts'
import { scaling } from './scaling.ts'
import { sharedMemory } from './shared-memory.ts'
import { socketServer } from './socket-server.ts'
import { starvation } from './starvation.ts'
import { spawnCost } from './spawn-cost.ts'
import { smpAmp } from './smp-amp.ts'

/** Experiments in the order of lists. */
export const EXPERIMENTS: readonly ExperimentModule[] = [
  ioWait,
  cpuCountdown,
  randomList,
  monteCarlo,
  download,
  socketServer,
  dbMatrix,
  responsive,
  scaling,
  sharedMemory,
  race,
  deadlock,
  starvation,
  livelock,
  ipcCost,
  crash,
  spawnCost,
  multiprogramming,
  smpAmp,
  gilHandoff,
  convoy,
  freeThreading,
]

export const SUITES: readonly Suite[] = [
  {
    id: 'six',
    name: 'The six runs',
    title: 'I/O-bound and CPU-bound work: sequential, in threads, in processes',
    experiments: ['io-wait', 'cpu-countdown'],
  },
]
