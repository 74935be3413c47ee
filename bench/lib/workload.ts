import type { Runtime } from '../../src/contract/experiment.ts'
import type { Runtimes, Workload } from '../../src/engine/runtimes/workload.ts'

/** A fresh interpreter for one use, as the lab has one for each trial. */
export async function withWorkload<T>(
  runtimes: Runtimes,
  runtime: Runtime,
  use: (workload: Workload) => Promise<T>,
): Promise<T> {
  const workload = await runtimes.start(runtime)
  try {
    return await use(workload)
  } finally {
    await workload.kill()
  }
}

/** Steps of counting that take one worker so many seconds. */
export async function calibrate(runtimes: Runtimes, runtime: Runtime, seconds: number): Promise<number> {
  const order = { work: 'countdown', seconds }
  return (await withWorkload(runtimes, runtime, (workload) => workload.calibrate(order))).workUnits
}
