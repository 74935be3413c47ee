import { formatBytes, formatCount, formatShare, formatTenths, NO_NUMBER } from '../../contract/text.ts'
import { badgeClass } from '../components/badge.ts'
import { sizeOf } from './canvas.ts'
import { setText } from './set-text.ts'
import { TASK_COLUMNS, type TaskRow } from '../live/task-rows.ts'
import type { TopProcess } from '../../contract/frame.ts'

export const ROW_HEIGHT = 21
/** Rows beyond the visible ones, so that scrolling shows no hole. */
const SPARE = 4

/** What one row says, column by column. */
export interface TextRow {
  readonly cells: readonly string[]
  /** Steps below a process. */
  readonly depth: number
  readonly ended?: boolean
  readonly lost?: boolean
  readonly selected?: boolean
  readonly worker: number | undefined
  /** The whole of its state, where it is cut short. */
  readonly stateTitle?: string
  /** Why its run queue time is missing. */
  readonly readyTitle?: string
}

/** `readyGap`: why there is no run queue time, where there is none at all. */
export function textOf(row: TaskRow, isSelected = false, readyGap = 'not read for this task'): TextRow {
  const pid = row.kind === 'thread' ? row.tid : row.pid
  const cells = [
    row.name,
    String(pid),
    row.ended ? '' : formatShare(row.cpu),
    Number.isNaN(row.core) ? '' : String(row.core),
    row.lost?.replace(/^signal /u, '').replace('exit code', 'exit') ?? row.state,
    seconds(row.cpuSeconds),
    seconds(row.readySeconds),
    row.kind === 'thread' ? '' : formatBytes(row.rss),
    switches(row.voluntary),
    switches(row.involuntary),
  ]
  const readyTitle = Number.isNaN(row.readySeconds) ? readyGap : undefined
  const { depth, ended, worker, lost } = row
  return { cells, depth, ended, lost: lost !== undefined, selected: isSelected, worker, stateTitle: lost, readyTitle }
}

/** Thousands where the number would be wider than its column: "10.8k". What is copied has every digit. */
function switches(count: number): string {
  if (!(count >= 9999.5)) return formatCount(count)
  return `${count < 99_950 ? formatTenths(count / 1000) : formatCount(count / 1000)}k`
}

/** As many digits as fit: "1.25", "13.2", "132". */
function seconds(value: number): string {
  if (Number.isNaN(value)) return NO_NUMBER
  return value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0)
}

/** Of the whole system: what is not known of them stays empty. */
export function topText({ pid, name, cpuShare, rssBytes }: TopProcess): TextRow {
  const cells = [name, String(pid), formatShare(cpuShare), '', '', '', '', formatBytes(rssBytes), '', '']
  return { cells, depth: 0, worker: undefined }
}

export const TSV_HEAD = [
  'task',
  'kind',
  'pid',
  'tid',
  'worker',
  'cpu_share',
  'core',
  'state',
  'cpu_seconds',
  'ready_seconds',
  'rss_bytes',
  'voluntary_switches',
  'involuntary_switches',
]

/** For a spreadsheet: plain numbers, nothing for unknown. */
export function tsvOf(rows: readonly TaskRow[]): string {
  const lines = rows.map((row) => [
    row.name,
    row.kind,
    row.pid,
    row.tid,
    row.worker === undefined ? '' : row.worker + 1,
    ...[row.cpu, row.core].map(plain),
    row.lost ?? row.state,
    ...[row.cpuSeconds, row.readySeconds, row.rss, row.voluntary, row.involuntary].map(plain),
  ])
  return [TSV_HEAD, ...lines].map((line) => line.join('\t')).join('\n')
}

/** The same of the whole system. */
export function topTsvOf(top: readonly TopProcess[]): string {
  const lines = top.map(({ name, pid, cpuShare, rssBytes }) => [name, pid, plain(cpuShare), plain(rssBytes)])
  return [['process', 'pid', 'cpu_share', 'rss_bytes'], ...lines].map((line) => line.join('\t')).join('\n')
}

function plain(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value * 1e6) / 1e6) : ''
}

/** Fills a table body with the rows in view; two spacers stand for the others. Elements are reused, text is set where it changed. */
export function fillTable(body: HTMLTableSectionElement, scroller: HTMLElement, rows: readonly TextRow[]): void {
  const visible = Math.ceil(sizeOf(scroller).height / ROW_HEIGHT) + 2 * SPARE
  const last = rows.length - visible
  // The scroll position is read only where there is something to scroll: reading it lays out the page.
  const from = last <= 0 ? 0 : Math.max(Math.min(Math.floor(scroller.scrollTop / ROW_HEIGHT) - SPARE, last), 0)
  const shown = rows.slice(from, from + visible)
  if (body.rows.length < 2) body.replaceChildren(spacer(), spacer())
  while (body.rows.length - 2 > shown.length) body.rows[1]!.remove()
  while (body.rows.length - 2 < shown.length) body.rows[0]!.after(emptyRow())
  setHeight(body.rows[0]!, from)
  setHeight(body.rows[body.rows.length - 1]!, rows.length - from - shown.length)
  shown.forEach((row, i) => fillRow(body.rows[i + 1]!, row, from + i))
}

/** The one row of a table foot: it stays in view. */
export function fillFoot(foot: HTMLTableSectionElement, row: TextRow | undefined, index: number): void {
  if (foot.rows.length === 0) foot.append(emptyRow())
  if (foot.hidden !== (row === undefined)) foot.hidden = row === undefined
  if (row !== undefined) fillRow(foot.rows[0]!, row, index)
}

/** Moves the list so that a row is in view. */
export function showRow(scroller: HTMLElement, index: number): void {
  const room = scroller.clientHeight - 3 * ROW_HEIGHT
  const top = index * ROW_HEIGHT
  if (top < scroller.scrollTop || top > scroller.scrollTop + room) scroller.scrollTop = Math.max(top - room / 2, 0)
}

function spacer(): HTMLTableRowElement {
  const row = document.createElement('tr')
  row.setAttribute('aria-hidden', 'true')
  row.append(document.createElement('td'))
  return row
}

function emptyRow(): HTMLTableRowElement {
  const row = document.createElement('tr')
  for (const column of TASK_COLUMNS) {
    const cell = document.createElement('td')
    cell.dataset['column'] = column
    row.append(cell)
  }
  row.cells[0]!.append(document.createElement('i'), document.createElement('span'))
  return row
}

function setHeight(row: HTMLTableRowElement, rows: number): void {
  const height = `${rows * ROW_HEIGHT}px`
  if (row.style.height !== height) row.style.height = height
  // Setting an attribute, even to the value that it has, makes the browser style the row anew.
  if (row.hidden !== (rows === 0)) row.hidden = rows === 0
}

function fillRow(
  row: HTMLTableRowElement,
  { cells, depth, ended = false, lost = false, selected = false, worker, stateTitle = '', readyTitle = '' }: TextRow,
  index: number,
): void {
  setData(row, 'depth', String(depth))
  setData(row, 'ended', String(ended))
  setData(row, 'lost', String(lost))
  setData(row, 'selected', String(selected))
  const position = String(index + 2)
  if (row.getAttribute('aria-rowindex') !== position) row.setAttribute('aria-rowindex', position)
  const badge = row.cells[0]!.querySelector('i')!
  const name = row.cells[0]!.querySelector('span')!
  setText(name, cells[0]!)
  setTitle(name, cells[0]!)
  setText(badge, worker === undefined ? '' : String(worker + 1))
  const badgeName = worker === undefined ? '' : badgeClass(worker)
  if (badge.className !== badgeName) badge.className = badgeName
  for (let i = 1; i < cells.length; i++) setText(row.cells[i]!, cells[i]!)
  setTitle(row.cells[TASK_COLUMNS.indexOf('state')]!, stateTitle)
  setTitle(row.cells[TASK_COLUMNS.indexOf('readySeconds')]!, readyTitle)
}

function setData(element: HTMLElement, name: string, value: string): void {
  if (element.dataset[name] !== value) element.dataset[name] = value
}

function setTitle(element: HTMLElement, title: string): void {
  if (element.title !== title) element.title = title
}
