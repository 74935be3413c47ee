import * as v from 'valibot'
import { known } from './known.ts'
import { RecordingSchema } from './observation.ts'

/** Another machine, on which workers of a cluster ran. It was sampled there; times are of the clock of the machine that kept the record. */
export const HostSchema = v.object({
  /** Name of the machine. */
  host: v.string(),
  /** Logical CPUs that a worker may use there. */
  cores: v.number(),
  /**
   * Its cores, and the threads of its workers' processes: a row for each thread in each frame in which it had run since the
   * frame before. Of the counters it has the CPU time.
   */
  recording: known(RecordingSchema),
  /** CPU seconds of the sampler, added up over the trials. */
  samplerCpuSeconds: known(v.number()),
  /** It did not answer at the end of a trial. */
  gone: v.optional(v.boolean()),
})
export type Host = v.InferOutput<typeof HostSchema>
