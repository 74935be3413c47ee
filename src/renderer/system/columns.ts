import type { SystemProcess } from '../../contract/system.ts'
import { formatBytes, formatCount, formatShare, NO_NUMBER } from '../../contract/text.ts'
import { formatWhen } from '../views/when.ts'

export interface Column {
  readonly id: ColumnId
  readonly label: string
  readonly title: string
  /** Whether the first press sorts the largest to the top. */
  readonly descending: boolean
  /** What it is sorted by; undefined where it is missing. `cpuShare`: smoothed over some seconds. */
  readonly value: (process: SystemProcess, cpuShare: number | undefined) => string | number | undefined
  readonly text: (process: SystemProcess) => string
}

/** As the fields of `SystemProcess` are called. */
export const COLUMN_IDS = [
  'name',
  'pid',
  'user',
  'state',
  'cpuShare',
  'cpuSeconds',
  'rssBytes',
  'threads',
  'nice',
  'startedMs',
] as const
export type ColumnId = (typeof COLUMN_IDS)[number]

/** Smallest difference of CPU shares that changes the order: half a percent. Chosen: less is noise of clock ticks. */
const CPU_STEP = 0.005

const TEXTS: Readonly<Record<ColumnId, Omit<Column, 'id'>>> = {
  name: {
    label: 'name',
    title: 'Program and its command line',
    descending: false,
    value: ({ name }) => name,
    text: ({ name }) => name,
  },
  pid: {
    label: 'PID',
    title: 'Process ID',
    descending: false,
    value: ({ pid }) => pid,
    text: ({ pid }) => String(pid),
  },
  user: {
    label: 'user',
    title: 'User that the process runs as',
    descending: false,
    value: ({ user }) => user,
    text: ({ user = NO_NUMBER }) => user,
  },
  state: {
    label: 'state',
    title: 'State of the first thread, as reported by the operating system',
    descending: false,
    value: ({ state }) => state,
    text: ({ state }) => state,
  },
  cpuShare: {
    label: 'CPU',
    title:
      'Share of one core over the last second; several threads can have more than 100 %. Sorted by the last seconds',
    descending: true,
    value: (_process, share) => share && Math.round(share / CPU_STEP),
    text: ({ cpuShare }) => formatShare(cpuShare),
  },
  cpuSeconds: {
    label: 'CPU time',
    title: 'CPU time since the process started: hours:minutes:seconds',
    descending: true,
    value: ({ cpuSeconds }) => cpuSeconds,
    text: ({ cpuSeconds }) => clockTime(cpuSeconds),
  },
  rssBytes: {
    label: 'memory',
    title: 'Resident memory; what processes share counts in each of them',
    descending: true,
    value: ({ rssBytes }) => rssBytes,
    text: ({ rssBytes }) => formatBytes(rssBytes),
  },
  threads: {
    label: 'threads',
    title: 'Number of threads',
    descending: true,
    value: ({ threads }) => threads,
    text: ({ threads }) => formatCount(threads),
  },
  nice: {
    label: 'nice',
    title: 'Nice value of the first thread: -20 is served first, 19 last',
    descending: true,
    value: ({ nice }) => nice,
    text: ({ nice }) => (nice === undefined ? NO_NUMBER : String(nice)),
  },
  startedMs: {
    label: 'started',
    title: 'When the process started',
    descending: true,
    value: ({ startedMs }) => startedMs,
    text: ({ startedMs }) => formatWhen(new Date(startedMs).toISOString()),
  },
}

export const COLUMNS: readonly Column[] = COLUMN_IDS.map((id) => Object.assign({ id }, TEXTS[id]))

/** "0:04", "12:05", "1:02:03". */
export function clockTime(seconds: number | undefined): string {
  if (seconds === undefined) return NO_NUMBER
  const whole = Math.floor(seconds)
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  return `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(whole % 60)}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
