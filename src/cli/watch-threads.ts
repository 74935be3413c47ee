import { ACTIVITY_GROUP_LABELS, ACTIVITY_GROUPS } from '../contract/activity-palette.ts'
import { ACTIVITIES, type Activity } from '../contract/activity.ts'
import type { ProcessSummary, ProgramRecord, ThreadSummary } from '../contract/program.ts'
import { gilHolds, interpreterName } from '../contract/process-text.ts'
import { sum } from '../contract/statistics.ts'
import { formatSeconds } from '../contract/text.ts'
import { groupShares, statesText, type StateShares } from '../contract/thread-states.ts'
import { table } from './io.ts'
import { bar, SIGNS, type Style } from './style.ts'
import { clipped, indented } from './wrap.ts'

/** Rows of threads. Chosen: with the diagnosis above them they still fit on a screen; the record has all. */
const MAX_THREADS = 12
/** Of more processes, those with a single thread get one row. */
const FEW_PROCESSES = 3
/** Windows of fewer columns get shorter bars and names. */
const WIDE = 100
const MAX_STATES = 3
/** The least room that the last column has in a narrow window. */
const MIN_ROOM = 24

interface Row {
  readonly states: StateShares | undefined
  /** Name, pid or tid, CPU time. */
  readonly cells: readonly [string, string, string]
  readonly text: (room: number) => string
}

/** A bar of states for each of the busiest threads, below their processes; the others as one row. */
export function threadTable(record: ProgramRecord, style: Style, width: number): string {
  const busiest = record.threads.toSorted((a, b) => b.cpuSeconds - a.cpuSeconds).slice(0, MAX_THREADS)
  const shown = new Set(busiest)
  const others = record.threads.filter((thread) => !shown.has(thread))
  const rows = record.processes.flatMap((process): Row[] => {
    const threads = busiest.filter(({ pid }) => pid === process.pid)
    if (threads.length === 0) return []
    const isSingle = record.threads.filter(({ pid }) => pid === process.pid).length === 1
    if (isSingle && record.processes.length > FEW_PROCESSES) return [onlyThreadRow(process, threads[0]!)]
    return [processRow(process, record), ...threads.map(threadRow)]
  })
  if (others.length > 0) rows.push(othersRow(others))
  if (rows.length === 0) return ''
  const barWidth = width < WIDE ? 8 : 16
  const nameWidth = width < WIDE ? 18 : 30
  const cells = rows.map(({ cells: [name, id, cpu] }) => [clipped(name, nameWidth), id, cpu])
  const heads = table([['THREAD', 'PID/TID', 'CPU TIME'], ...cells], [2])
    .trimEnd()
    .split('\n')
  const columns = Math.max(...heads.map((line) => line.length))
  const room = Math.max(MIN_ROOM, width - barWidth - columns - 4)
  const lines = heads.map((head, index) => {
    const row = rows[index - 1]
    const states = row?.states
    const drawn = states === undefined ? ' '.repeat(barWidth) : bar(groupShares(states), barWidth, style)
    return `${drawn}  ${head.padEnd(columns)}  ${row === undefined ? 'WHAT IT DID' : row.text(room)}`.trimEnd()
  })
  return `${lines.join('\n')}\n${legend(rows, style)}${reasonsText(record, width)}`
}

function processRow(process: ProcessSummary, { interpreters }: ProgramRecord): Row {
  const { pid, name, cpuSeconds } = process
  const kind = interpreterName(process)
  const text = [kind === name ? undefined : kind, ...gilHolds(process, interpreters)].filter(Boolean).join(', ')
  return {
    states: undefined,
    cells: [name, String(pid), formatSeconds(cpuSeconds)],
    text: (room) => clipped(text, room),
  }
}

function threadRow({ tid, name, cpuSeconds, states }: ThreadSummary): Row {
  return {
    states,
    cells: [`  ${name}`, `  ${tid}`, formatSeconds(cpuSeconds)],
    text: (room) => fittingStates(states, room),
  }
}

function onlyThreadRow({ name, pid, cpuSeconds }: ProcessSummary, thread: ThreadSummary): Row {
  return { ...threadRow(thread), cells: [name, String(pid), formatSeconds(cpuSeconds)] }
}

function othersRow(threads: readonly ThreadSummary[]): Row {
  const states = meanStates(threads)
  return {
    states,
    cells: [
      `${threads.length} other${threads.length === 1 ? '' : 's'}`,
      '',
      formatSeconds(sum(threads.map(({ cpuSeconds }) => cpuSeconds))),
    ],
    text: (room) => fittingStates(states, room),
  }
}

/** As many states as there is room for, at least one. */
function fittingStates(states: StateShares, room: number): string {
  const counts = Array.from({ length: MAX_STATES }, (_, index) => MAX_STATES - index)
  const texts = counts.map((count) => statesText(states, count))
  return texts.find((text) => text.length <= room) ?? clipped(texts.at(-1)!, room)
}

function meanStates(threads: readonly ThreadSummary[]): StateShares {
  return Object.fromEntries(
    ACTIVITIES.map((activity): [Activity, number] => [
      activity,
      sum(threads.map(({ states }) => states[activity] ?? 0)) / threads.length,
    ]),
  )
}

function legend(rows: readonly Row[], style: Style): string {
  const seen = new Set(rows.flatMap(({ states = {} }) => Object.keys(groupShares(states))))
  const words = ACTIVITY_GROUPS.filter((group) => seen.has(group)).map(
    (group) => `${style.group(group, SIGNS[group])} ${ACTIVITY_GROUP_LABELS[group]}`,
  )
  return words.length === 0 ? '' : `${words.join('  ')}\n`
}

/** Why a part is unknown: each reason once, with the first that has it. */
function reasonsText({ processes, threads }: ProgramRecord, width: number): string {
  const names = new Map<string, string[]>()
  for (const { name, pid, missing } of [...processes, ...threads]) {
    if (missing !== undefined) names.set(missing, [...(names.get(missing) ?? []), `${name} (${pid})`])
  }
  return [...names]
    .map(([reason, [first = '', ...more]]) => {
      const others = more.length === 0 ? '' : ` and ${more.length} more`
      return indented(`Unknown of ${first}${others}: ${reason}`, width, '')
    })
    .join('')
}
