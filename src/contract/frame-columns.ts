/** Meaning of the numbers of a column. */
export interface ColumnSpec {
  readonly type: ElementType
  /** 'ns', 'bytes', or '' for a plain count, index or code. */
  readonly unit: string
  /** Counts up from boot or from the task's start, so that a lost frame loses resolution and nothing else. */
  readonly cumulative: boolean
  readonly label: string
  /** Value that stands for "unknown". */
  readonly unknown: number
}

export type ElementType = keyof typeof ARRAY_TYPES
export type ColumnArray = InstanceType<(typeof ARRAY_TYPES)[ElementType]>

/** Element types by their code in an encoded frame; a code never changes its meaning. */
export const ELEMENT_TYPES = ['f64', 'f32', 'u32', 'i32', 'u16', 'i16', 'u8', 'i8'] as const
export const ARRAY_TYPES = {
  f64: Float64Array,
  f32: Float32Array,
  u32: Uint32Array,
  i32: Int32Array,
  u16: Uint16Array,
  i16: Int16Array,
  u8: Uint8Array,
  i8: Int8Array,
} as const

const counter = { type: 'f64', cumulative: true, unknown: NaN } as const

/** Cumulative time of each core in each state since boot. Add a column here, and where a source reads it: nowhere else. */
export const CORE_COLUMNS = {
  /** User and nice time, guests included. */
  user: { ...counter, unit: 'ns', label: 'user' },
  /** Kernel time, without interrupts where these are known. */
  system: { ...counter, unit: 'ns', label: 'system' },
  /** Time in hardware and soft interrupts. */
  interrupt: { ...counter, unit: 'ns', label: 'interrupts' },
  idle: { ...counter, unit: 'ns', label: 'idle' },
  iowait: { ...counter, unit: 'ns', label: 'waiting for I/O' },
  /** Time that the hypervisor gave to other guests. */
  steal: { ...counter, unit: 'ns', label: 'stolen' },
} as const satisfies ColumnTable

/** One row per living task. Add a column here, in the sources that know it (`TaskValues`), and nowhere else. */
export const TASK_COLUMNS = {
  cpuNs: { ...counter, unit: 'ns', label: 'CPU time' },
  /** Time in which the task was ready to run and no core was free. */
  runQueueNs: { ...counter, unit: 'ns', label: 'time in the run queue' },
  /** Resident memory of the process; NaN in the rows of its threads. */
  rssBytes: { type: 'f64', unit: 'bytes', cumulative: false, label: 'memory', unknown: NaN },
  voluntarySwitches: { ...counter, unit: '', label: 'voluntary context switches' },
  involuntarySwitches: { ...counter, unit: '', label: 'involuntary context switches' },
  /** Position in the dictionary that `TaskInfo` messages build. */
  index: { type: 'u32', unit: '', cumulative: false, label: 'task', unknown: 0xffff_ffff },
  /** The core that the task last ran on. */
  core: { type: 'i16', unit: '', cumulative: false, label: 'core', unknown: -1 },
  /** Position in `TASK_STATES`. */
  state: { type: 'u8', unit: '', cumulative: false, label: 'state', unknown: 0 },
} as const satisfies ColumnTable

export type CoreColumn = keyof typeof CORE_COLUMNS
export type TaskColumn = keyof typeof TASK_COLUMNS

type ColumnTable = Readonly<Record<string, ColumnSpec>>
type Columns<Table extends ColumnTable> = {
  readonly [Name in keyof Table]: InstanceType<(typeof ARRAY_TYPES)[Table[Name]['type']]>
}
/** Each of length `cores`. */
export type CoreColumns = Columns<typeof CORE_COLUMNS>
/** Each of length `tasks`: entry i of every column belongs to the same task. */
export type TaskColumns = Columns<typeof TASK_COLUMNS>

/** Values of one task at one moment, by column. */
export type TaskValues = { readonly [Name in Exclude<TaskColumn, 'index'>]: number }

/** Bytes of one row of a table. */
export function rowBytes(table: ColumnTable): number {
  return Object.values(table).reduce((sum, { type }) => sum + ARRAY_TYPES[type].BYTES_PER_ELEMENT, 0)
}

/** What an encoded frame says of each of its columns, so that a decoder that has never heard of one can pass it on. */
export interface ColumnDescription extends Pick<ColumnSpec, 'type' | 'unit' | 'cumulative'> {
  readonly table: 'cores' | 'tasks'
  readonly name: string
}
export interface ExtraColumn extends ColumnDescription {
  readonly values: ColumnArray
}

/** Columns of `length` entries: those given, and new ones of unknown values for the rest. */
export function coreColumns(length: number, given: Partial<CoreColumns> = {}): CoreColumns {
  return columnsOf(CORE_COLUMNS, (name, spec) => given[name] ?? unknownColumn(spec, length))
}

export function taskColumns(length: number, given: Partial<TaskColumns> = {}): TaskColumns {
  return columnsOf(TASK_COLUMNS, (name, spec) => given[name] ?? unknownColumn(spec, length))
}

function unknownColumn({ type, unknown }: ColumnSpec, length: number): ColumnArray {
  return new ARRAY_TYPES[type](length).fill(unknown)
}

/** A column for each name of the table, made by `column`, which has to make the type that the table says. */
export function columnsOf<Table extends ColumnTable>(
  table: Table,
  column: (name: Extract<keyof Table, string>, spec: ColumnSpec) => ColumnArray,
): Columns<Table> {
  const columns: Record<string, ColumnArray> = {}
  for (const name in table) if (Object.hasOwn(table, name)) columns[name] = column(name, table[name]!)
  return columns as Columns<Table> // oxlint-disable-line typescript/no-unsafe-type-assertion -- each name of the table has got its column
}
