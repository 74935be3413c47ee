import type { ActivityGil, ActivityThread } from '../../contract/activity.ts'
import type { ProcessSummary } from '../../contract/program.ts'
import { fileName } from './command-line.ts'

/** A row of the thread lanes: a process with its GILs and threads below it. */
export type LaneRow =
  | {
      readonly kind: 'process'
      readonly key: string
      readonly pid: number
      readonly name: string
      /** Interpreter and number of threads. */
      readonly detail: string
      readonly threads: readonly number[]
      readonly isCollapsed: boolean
    }
  | {
      readonly kind: 'gil'
      readonly key: string
      readonly pid: number
      readonly gil: number
      readonly name: string
      /** Whether its process has no other GIL, so that its holder is known from what the threads do. */
      readonly isOnly: boolean
      readonly threads: readonly number[]
      /** Of each thread, as on the cores. */
      readonly numbers: readonly (number | undefined)[]
    }
  | {
      readonly kind: 'thread'
      readonly key: string
      readonly pid: number
      readonly thread: number
      readonly name: string
      readonly detail: string
      /** Its number on the cores, 0 for the first, which decides its colour; undefined while it is not among the tasks. */
      readonly number: number | undefined
      /** It stands for its whole process. */
      readonly isAlone: boolean
    }

const NODE = 'Node.js'

/** Numbers of the tasks on the cores, 0 for the first, by `pid/tid`. */
export type TaskNumbers = ReadonlyMap<string, number>

export interface LaneModel {
  /** In the order of the dictionary. */
  readonly threads: readonly ActivityThread[]
  readonly gils: readonly ActivityGil[]
  readonly processes: readonly ProcessSummary[]
  readonly collapsed: ReadonlySet<number>
  readonly numbers: TaskNumbers
}

/**
 * The first process, then those with an interpreter, then its helpers (of a shell script, or of a version manager's shim), each
 * in the order in which its first thread was seen. A process with one thread is one row.
 */
export function laneRows({ threads, gils, processes, collapsed, numbers }: LaneModel): readonly LaneRow[] {
  const summaries = new Map(processes.map((process) => [process.pid, process]))
  const rows: LaneRow[] = []
  const groups = [...byPid(threads)]
  const isHelper = ([pid, members]: (typeof groups)[number]) =>
    pid !== groups[0]?.[0] && !members.some(({ python }) => python) && summaries.get(pid)?.runtime !== NODE
  for (const [pid, members] of [...groups.filter((group) => !isHelper(group)), ...groups.filter(isHelper)]) {
    const summary = summaries.get(pid)
    const own = gils.filter((gil) => gil.pid === pid)
    const runtime = runtimeText(summary, own)
    const name = processName(pid, summary)
    const only = members.length === 1 ? members[0] : undefined
    if (only !== undefined) {
      const detail = wordsOf([runtime, String(pid)])
      rows.push({ ...threadRow(only, numbers), name, detail, isAlone: true })
      continue
    }
    const positions = members.map(({ thread }) => thread)
    const detail = wordsOf([runtime, `${members.length} threads`, String(pid)])
    const isCollapsed = collapsed.has(pid)
    rows.push({ kind: 'process', key: `p${pid}`, pid, name, detail, threads: positions, isCollapsed })
    if (isCollapsed) continue
    rows.push(...gilRows(own, members, numbers), ...members.map((member) => threadRow(member, numbers)))
  }
  return rows
}

function gilRows(
  gils: readonly ActivityGil[],
  members: readonly ActivityThread[],
  numbers: TaskNumbers,
): readonly LaneRow[] {
  // A process that becomes another program is read anew: only its latest interpreters count.
  const locks = gils.filter(
    ({ enabled, interpreters }, i) =>
      enabled && !gils.slice(i + 1).some((later) => later.interpreters.join() === interpreters.join()),
  )
  const isOnly = locks.length === 1
  const threads = members.map(({ thread }) => thread)
  const colors = members.map(({ pid, tid }) => numbers.get(`${pid}/${tid}`))
  return locks.map(({ gil, pid, interpreters }) => {
    const name = isOnly ? 'GIL' : `GIL of ${interpretersText(interpreters)}`
    return { kind: 'gil', key: `g${gil}`, pid, gil, name, isOnly, threads, numbers: colors }
  })
}

type ThreadRow = Extract<LaneRow, { kind: 'thread' }>

function threadRow({ thread, pid, tid, name, python }: ActivityThread, numbers: TaskNumbers): ThreadRow {
  const label = tid === pid && !python && name !== 'MainThread' ? 'main thread' : name
  return {
    kind: 'thread',
    key: `t${thread}`,
    pid,
    thread,
    name: label,
    detail: String(tid),
    number: numbers.get(`${pid}/${tid}`),
    isAlone: false,
  }
}

function wordsOf(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ')
}

/** "worker.py" of "python3 worker.py": the script or module says more than the interpreter. */
function processName(pid: number, summary: ProcessSummary | undefined): string {
  if (summary === undefined) return `process ${pid}`
  const { command, name } = summary
  const script = command.slice(1).find((word) => /\.(?:py|[cm]?js)$/u.test(word))
  return script === undefined ? name : fileName(script)
}

const GIL_TEXT = { on: '', off: ', no GIL', 'free-threaded, on': ', GIL on' } as const

function runtimeText(summary: ProcessSummary | undefined, gils: readonly ActivityGil[]): string {
  const { python, runtime } = summary ?? {}
  if (python !== undefined) return `Python ${python.version}${GIL_TEXT[python.gil]}`
  const [gil] = gils
  return runtime ?? (gil === undefined ? '' : `Python ${gil.version}${gil.enabled ? '' : ', no GIL'}`)
}

function interpretersText(ids: readonly number[]): string {
  return ids.map((id) => (id === 0 ? 'the main interpreter' : `interpreter ${id}`)).join(', ')
}

/** Height of a thread's row by how many there is room for, the largest first, CSS pixels. */
const HEIGHTS = [30, 24, 18, 15] as const

export interface PlacedRows {
  readonly rows: readonly LaneRow[]
  /** Top of each row, and after the last their common bottom. */
  readonly tops: readonly number[]
}

/** Gives each row its place: as high as there is room for in steps, so that a new thread rarely moves others. */
export function placeRows(rows: readonly LaneRow[], room: number): PlacedRows {
  const heights = HEIGHTS.map((height) => (row: LaneRow) => (row.kind === 'process' ? 21 : height))
  const heightOf =
    heights.find((candidate) => rows.reduce((sum, row) => sum + candidate(row), 0) <= room) ?? heights.at(-1)!
  const tops = [0]
  for (const row of rows) tops.push(tops.at(-1)! + heightOf(row))
  return { rows, tops }
}

export function rowAt({ rows, tops }: PlacedRows, y: number): LaneRow | undefined {
  return y < 0 ? undefined : rows[tops.findIndex((top) => top > y) - 1]
}

/** Positions of the first row that reaches into a stretch, and of the first below it. */
export function rowsWithin({ rows, tops }: PlacedRows, from: number, to: number): readonly [number, number] {
  const first = tops.findIndex((top) => top > from) - 1
  if (first < 0) return [rows.length, rows.length]
  const end = tops.findIndex((top) => top >= to)
  return [first, end < 0 ? rows.length : Math.min(end, rows.length)]
}

/** The row above or below the one with a key that can be chosen: a process or a thread. */
export function neighbourRow(rows: readonly LaneRow[], key: string | undefined, by: number): LaneRow | undefined {
  const choices = rows.filter(({ kind }) => kind !== 'gil')
  const now = choices.findIndex((row) => row.key === key)
  const next = now < 0 ? (by > 0 ? 0 : choices.length - 1) : now + by
  return choices[Math.min(Math.max(next, 0), choices.length - 1)]
}

function byPid(threads: readonly ActivityThread[]): ReadonlyMap<number, readonly ActivityThread[]> {
  const groups = new Map<number, ActivityThread[]>()
  for (const thread of threads) {
    const group = groups.get(thread.pid)
    if (group === undefined) groups.set(thread.pid, [thread])
    else group.push(thread)
  }
  return groups
}
