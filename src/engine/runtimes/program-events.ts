import * as v from 'valibot'
import { IdSchema, ModelSchema } from '../../contract/experiment.ts'
import { CALL_ENTRIES, FunctionSchema, InspectionSchema, OutlineSchema } from '../../contract/function.ts'
import { known } from '../../contract/known.ts'
import { ValuesSchema } from '../../contract/run.ts'

/** Description that an interpreter gives of itself. One that is too old gives the first three fields only. */
export const DescriptionSchema = v.object({
  version: v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+/, 'must be a version such as 3.13.0'), v.maxLength(40)),
  implementation: v.pipe(v.string(), v.regex(/^\w{1,40}$/, 'must be a name')),
  executable: v.string(),
  gilEnabled: v.optional(v.boolean()),
  freeThreadedBuild: v.optional(v.boolean()),
  switchIntervalSeconds: v.optional(v.pipe(v.number(), v.finite())),
  startMethods: v.optional(v.array(v.string())),
  affinity: v.optional(v.boolean()),
  models: v.optional(v.array(ModelSchema)),
  work: v.optional(v.array(IdSchema)),
})
export type Description = v.InferOutput<typeof DescriptionSchema>

/** Integer; Infinity, which JSON can spell as 1e999, is not one. */
const IntegerSchema = v.pipe(v.number(), v.integer())

/** Functions and inputs of a file. */
const FileOutlineSchema = v.pick(OutlineSchema, ['functions', 'items', 'problem'])
export type FileOutline = v.InferOutput<typeof FileOutlineSchema>

/** The user's function, after a look at it. */
const InspectedSchema = v.object({
  ...v.omit(FunctionSchema, ['folder']).entries,
  ...v.pick(InspectionSchema, ['importSeconds', 'itemSeconds', 'called', 'repeated', 'notPicklable']).entries,
  count: IntegerSchema,
  source: v.string(),
  remarks: v.optional(v.array(v.string()), []),
  changes: v.optional(v.array(v.string()), []),
})
export type Inspected = v.InferOutput<typeof InspectedSchema>

/** What a trial measured of its calls, after the clock has stopped; of one that fails, of those before. */
const CallsSchema = v.object({
  group: v.optional(v.pipe(IntegerSchema, v.minValue(1)), 1),
  importSeconds: CALL_ENTRIES.importSeconds,
  perItemSeconds: v.optional(known(v.omit(CALL_ENTRIES.perItemSeconds.wrapped, ['group']))),
  pickledBytes: CALL_ENTRIES.pickledBytes,
  serialiseSeconds: CALL_ENTRIES.serialiseSeconds,
  idleShare: CALL_ENTRIES.idleShare,
  inFlight: CALL_ENTRIES.inFlight,
  /** Types of results that have no value of their own. */
  notCompared: v.optional(v.array(v.string()), []),
  changes: CALL_ENTRIES.changes,
  chunk: CALL_ENTRIES.chunk,
})
export type Calls = v.InferOutput<typeof CallsSchema>

/** A row a frame, with a number a core; -1 where it is unknown. */
const PercentsSchema = v.array(v.array(v.pipe(IntegerSchema, v.minValue(-1), v.maxValue(100))))

/** Events that a workload program writes, see docs/workloads.md. Times are integer ns of its own clock. */
export const ProgramEventSchema = v.variant('ev', [
  v.object({ ev: v.literal('hello') }),
  v.object({ ev: v.literal('describe'), ...DescriptionSchema.entries }),
  v.object({ ev: v.literal('clock'), ns: IntegerSchema }),
  v.object({
    ev: v.literal('calibrated'),
    workUnits: v.pipe(v.number(), v.finite(), v.gtValue(0)),
    measuredSeconds: v.pipe(v.number(), v.finite()),
  }),
  v.object({ ev: v.literal('begin'), ns: IntegerSchema }),
  v.object({
    ev: v.literal('worker-start'),
    index: IntegerSchema,
    name: v.string(),
    pid: IntegerSchema,
    tid: IntegerSchema,
    requestedNs: IntegerSchema,
    startNs: IntegerSchema,
    interpreter: v.string(),
    gil: v.optional(v.string()),
    host: v.optional(v.string()),
  }),
  v.object({
    ev: v.literal('worker-end'),
    index: IntegerSchema,
    endNs: IntegerSchema,
    cpuNs: v.optional(IntegerSchema),
    cpuMissing: v.optional(v.string()),
    checksum: v.string(),
    values: v.optional(ValuesSchema, {}),
  }),
  v.object({ ev: v.literal('worker-lost'), index: IntegerSchema, endNs: IntegerSchema, how: v.string() }),
  v.object({
    ev: v.literal('host-samples'),
    host: v.string(),
    tNs: v.array(IntegerSchema),
    busy: PercentsSchema,
    iowait: PercentsSchema,
    steal: PercentsSchema,
    tasks: v.array(v.tuple([IntegerSchema, IntegerSchema, IntegerSchema, IntegerSchema, v.string()])),
    rows: v.array(v.tuple([IntegerSchema, IntegerSchema, v.string(), IntegerSchema, IntegerSchema])),
    cpuNs: IntegerSchema,
  }),
  v.object({
    ev: v.literal('host'),
    host: v.string(),
    cores: IntegerSchema,
    offsetNs: IntegerSchema,
    uncertaintyNs: IntegerSchema,
    missing: v.optional(v.string()),
    gone: v.optional(v.boolean()),
  }),
  v.object({ ev: v.literal('running'), index: IntegerSchema, ns: v.array(IntegerSchema) }),
  v.object({ ev: v.literal('end'), ns: IntegerSchema, cpuNs: IntegerSchema, values: v.optional(ValuesSchema, {}) }),
  v.object({ ev: v.literal('outline'), ...FileOutlineSchema.entries }),
  v.object({ ev: v.literal('inspected'), ...InspectedSchema.entries }),
  v.object({ ev: v.literal('items'), ...CallsSchema.entries }),
  v.object({ ev: v.literal('error'), message: v.string(), item: v.optional(IntegerSchema) }),
])
export type ProgramEvent = v.InferOutput<typeof ProgramEventSchema>

/** Parses a line; undefined if it is not an event. */
export function parseEvent(line: string): ProgramEvent | undefined {
  try {
    const { success, output } = v.safeParse(ProgramEventSchema, JSON.parse(line))
    return success ? output : undefined
  } catch {
    return undefined
  }
}
