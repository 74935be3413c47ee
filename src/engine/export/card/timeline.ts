import { modelColor, PALETTE, type ThemeName, workerColor, workerPattern } from '../../../contract/palette.ts'
import type { TrialResult } from '../../../contract/run.ts'
import { isRun, resultsOf, type SavedRecord } from '../../../contract/saved-record.ts'
import { fit, textWidth } from '../../../figures/measure.ts'
import { tickStep } from '../../../figures/ticks.ts'
import { taskUses } from '../../observation/task-use.ts'
import { watchedTasks } from '../core-owners.ts'
import {
  countStateLanes,
  hasStates,
  laneColumns,
  roomFor,
  stateLaneItems,
  stateLanes,
  stateLegend,
  STATES_CAPTION,
} from './state-lanes.ts'
import { spanOf, stripCells, type Cell, type Span } from './strip.ts'
import type { Box, Item } from './svg.ts'

const SIZE = 20
const LABEL_WIDTH = 150
/** Names of threads are longer than "worker 1". */
const STATE_LABEL_WIDTH = 250
const CELL = 4
const TRIALS_HEIGHT = 38
const AXIS_HEIGHT = 32
const GAP = 12
/** Width by which a text may stick out to the right, pixels. */
const MARGIN = 20
const LABELLED = 21
const LEVELS = 16
const PATTERN_FROM = 12

const LEAST = TRIALS_HEIGHT + AXIS_HEIGHT + 40
const CAPTION = { height: 34, from: LEAST + 100 }
const LANE = { least: 3, most: 44 }
const CORE_ROW = { least: 2.5, most: 96 }

/** Between which heights the timeline is a picture; 0 where there is nothing to draw. */
export function timelineHeights(run: SavedRecord): {
  readonly least: number
  readonly good: number
  readonly most: number
} {
  if (!spanOf(run)) return { least: 0, good: 0, most: 0 }
  const rows = Math.max(1, run.recording.busy.length) * CORE_ROW.most + lanesOf(run) * LANE.most
  return { least: LEAST, good: LEAST + 52, most: CAPTION.height + TRIALS_HEIGHT + rows + GAP + AXIS_HEIGHT }
}

/** Number of lanes: the workers of a trial, or those of states; without states, the tasks that were watched. */
function lanesOf(run: SavedRecord): number {
  if (isRun(run)) return Math.max(1, ...run.results.map((result) => result.workers.length))
  const { activity, recording } = run
  return activity.windows.length > 0 ? countStateLanes(activity) : Math.max(1, watchedTasks(recording).length)
}

/** The fill of a worker: its colour, or the pattern that the picture defines under this name, where it would be seen. */
function workerFill(index: number, theme: ThemeName, height: number): string {
  return height < PATTERN_FROM || workerPattern(index) === 'solid' ? workerColor(index, theme) : `url(#worker-${index})`
}

interface Plot {
  readonly run: SavedRecord
  readonly theme: ThemeName
  readonly span: Span
  readonly x: (ns: number) => number
  readonly box: Box
}

/** The trials on one axis of time: which cores were busy, coloured by the worker on them, and when each worker worked. Without a plan, the tasks. */
export function timeline(run: SavedRecord, whole: Box, theme: ThemeName): readonly Item[] {
  const span = spanOf(run)
  if (!span) return []
  const caption = whole.height >= CAPTION.from ? CAPTION.height : 0
  const area = { ...whole, y: whole.y + caption, height: whole.height - caption }
  const labels = hasStates(run) ? STATE_LABEL_WIDTH : LABEL_WIDTH
  const box = { ...area, x: area.x + labels, width: area.width - labels }
  const x = (ns: number) => box.x + ((ns - span.fromNs) / (span.toNs - span.fromNs)) * box.width
  const plot = { run, theme, span, x, box }
  const [strip, lanes] = split(run, area)
  return [
    ...(caption ? [captionItem(run, whole, theme)] : []),
    ...resultsOf(run).flatMap((result, index) => trialLabel(plot, result, index)),
    ...(hasStates(run) ? stateLegend(run.activity, { ...box, y: box.y + 19 }, SIZE, theme) : []),
    ...stripItems(plot, strip),
    ...(lanes ? laneItems(plot, lanes) : []),
    ...axis(plot, area.y + area.height),
  ]
}

/** Heights of the core strip and of the lanes; few cores leave room for lanes, many workers none. */
function split(run: SavedRecord, area: Box): readonly [strip: Box, lanes: Box | undefined] {
  const room = area.height - TRIALS_HEIGHT - AXIS_HEIGHT
  const cores = run.recording.busy.length
  const workers = lanesOf(run)
  // Lanes of states are the point of their picture; those that have no room are left out.
  const [part, lanes] = hasStates(run) ? [0.6, Math.min(workers, roomFor(room * 0.6))] : [0.45, workers]
  const wanted = Math.min(LANE.most, Math.max(LANE.least, (room * part) / lanes)) * lanes
  const lanesHeight = wanted <= room * 0.6 ? wanted : 0
  const stripRoom = room - (lanesHeight && lanesHeight + GAP)
  const strip = { ...area, y: area.y + TRIALS_HEIGHT, height: Math.min(stripRoom, Math.max(cores, 1) * CORE_ROW.most) }
  if (lanesHeight === 0) return [strip, undefined]
  return [strip, { ...area, y: strip.y + strip.height + GAP, height: lanesHeight }]
}

function captionItem(run: SavedRecord, area: Box, theme: ThemeName): Item {
  const who = laneName(run)
  const words = hasStates(run)
    ? STATES_CAPTION
    : `Cores and ${who}s over time. Colour: ${who}; stronger: busier; grey: other programs.`
  return {
    kind: 'text',
    x: area.x,
    y: area.y + 20,
    size: SIZE,
    fill: PALETTE[theme].dim,
    text: fit(words, SIZE, area.width),
  }
}

/** A trial's mark, and its model's name where there is room for it before the next one. */
function trialLabel({ run, theme, x, box }: Plot, result: TrialResult, index: number): readonly Item[] {
  const from = x(result.startNs)
  const width = Math.max(2, x(result.endNs) - from)
  const next = resultsOf(run)[index + 1]
  const room = (next ? x(next.startNs) - 8 : box.x + box.width + MARGIN) - from
  const variant = isRun(run) ? run.plan.variants.find(({ id }) => id === result.variant) : undefined
  const label = variant?.label ?? result.variant
  const fill = variant === undefined ? PALETTE[theme].idle : modelColor(variant, theme)
  const mark: Item = { kind: 'rect', x: from, y: box.y + 28, width, height: 4, fill, radius: 2 }
  if (textWidth('abcde…', SIZE) > room) return [mark]
  const text = fit(label, SIZE, room)
  return [mark, { kind: 'text', x: from, y: box.y + 19, size: SIZE, fill: PALETTE[theme].dim, text }]
}

function stripItems(plot: Plot, area: Box): readonly Item[] {
  const { run, theme, span, box } = plot
  const cores = run.recording.busy.length
  const { faint } = PALETTE[theme]
  if (cores === 0 || run.recording.tNs.length < 2) {
    const text = fit('No core samples were recorded in this run.', SIZE, box.width)
    return [sideLabel('cores', area, theme), { kind: 'text', x: box.x, y: middle(area), size: SIZE, fill: faint, text }]
  }
  const coresPerRow = Math.ceil(cores / Math.floor(area.height / CORE_ROW.least))
  const rows = Math.ceil(cores / coresPerRow)
  const cells = stripCells(run, span, Math.floor(box.width / CELL), coresPerRow)
  const cell = { width: CELL * 0.85, height: area.height / rows }
  // Where colours are states, cores have one colour for the whole program.
  const fillOf = (worker: number, height: number) =>
    hasStates(run) ? PALETTE[theme].accent : workerFill(worker, theme, height)
  const place = ({ column, row }: Cell): Box => ({
    x: box.x + column * CELL,
    y: area.y + row * cell.height,
    width: cell.width,
    height: cell.height - (cell.height > 8 ? 2 : cell.height * 0.15),
  })
  return [...rowLabels('core', cores, coresPerRow, area, theme), ...byLook(cells, place, fillOf, theme)]
}

/** One path for all cells of one colour and brightness: it keeps the file small. */
function byLook(
  cells: readonly Cell[],
  place: (cell: Cell) => Box,
  fillOf: (worker: number, height: number) => string,
  theme: ThemeName,
): readonly Item[] {
  const looks = new Map<string, Extract<Item, { kind: 'boxes' }> & { readonly boxes: Box[] }>()
  for (const cell of cells) {
    const level = Math.ceil(Math.min(1, cell.busy) * LEVELS) / LEVELS
    const fill = cell.worker === undefined ? PALETTE[theme].idle : fillOf(cell.worker, place(cell).height)
    const opacity = cell.worker === undefined ? 0.06 + 0.6 * level : 0.3 + 0.7 * level
    const key = `${fill} ${opacity}`
    if (!looks.has(key)) looks.set(key, { kind: 'boxes', fill, opacity, boxes: [] })
    looks.get(key)!.boxes.push(place(cell))
  }
  return [...looks.values()]
}

interface LaneSpan {
  /** Index of the lane; it decides the colour. */
  readonly index: number
  readonly startNs: number
  readonly endNs: number
  readonly cpuSeconds: number
}

/** The workers of all trials or, without a plan, the tasks that were watched. */
function laneSpans(run: SavedRecord): readonly LaneSpan[] {
  if (isRun(run)) {
    const workers = run.results.flatMap((result) => result.workers)
    return workers.map(({ index, startNs, endNs, cpuSeconds = 0 }) => ({ index, startNs, endNs, cpuSeconds }))
  }
  const places = new Map(watchedTasks(run.recording).map(({ index }, place) => [index, place]))
  return taskUses(run.recording).flatMap(({ task, startNs, endNs, cpuSeconds }) => {
    const index = places.get(task.index)
    return index === undefined ? [] : [{ index, startNs, endNs, cpuSeconds }]
  })
}

const laneName = (run: SavedRecord) => (isRun(run) ? 'worker' : 'task')

/** From start to end of each worker or task, as bright as the share of a core that it got. */
function laneItems(plot: Plot, area: Box): readonly Item[] {
  const { run, theme, x, span, box } = plot
  if (hasStates(run)) {
    const inner = { ...area, x: box.x, width: box.width }
    const lanes = stateLanes(run.activity, span, laneColumns(box.width), roomFor(area.height))
    const height = area.height / lanes.length
    const labels = lanes.map(({ label }, row) =>
      sideLabel(label, { ...area, y: area.y + row * height, height }, theme, STATE_LABEL_WIDTH),
    )
    return [...labels, ...stateLaneItems(lanes, inner, theme)]
  }
  const count = lanesOf(run)
  const height = area.height / count
  const lanes = laneSpans(run).map(({ index, startNs, endNs, cpuSeconds }): Item => {
    const from = x(startNs)
    const share = cpuSeconds / Math.max(1e-9, (endNs - startNs) / 1e9)
    return {
      kind: 'rect',
      x: from,
      y: area.y + index * height,
      width: Math.max(2, x(endNs) - from),
      height: height - Math.min(4, height * 0.2),
      fill: workerFill(index, theme, height),
      opacity: 0.3 + 0.7 * Math.min(1, share),
      radius: height > 12 ? 3 : 0,
    }
  })
  return [...rowLabels(laneName(run), count, 1, area, theme), ...lanes]
}

function middle(area: Box): number {
  return area.y + area.height / 2 + SIZE * 0.36
}

function sideLabel(text: string, area: Box, theme: ThemeName, width = LABEL_WIDTH): Item {
  const { x } = area
  return {
    kind: 'text',
    x,
    y: middle(area),
    size: SIZE,
    fill: PALETTE[theme].dim,
    text: fit(text, SIZE, width - 16),
  }
}

/** A label a row where there is room for it, else one for all. */
function rowLabels(
  what: 'core' | 'worker' | 'task',
  count: number,
  perRow: number,
  area: Box,
  theme: ThemeName,
): readonly Item[] {
  const height = area.height / count
  if (height < LABELLED || perRow > 1) return [sideLabel(`${count} ${what}s`, area, theme)]
  return Array.from({ length: count }, (_, row) => {
    const number = what === 'core' ? row : row + 1
    return sideLabel(`${what} ${number}`, { ...area, y: area.y + row * height, height }, theme)
  })
}

function axis({ theme, span, x, box }: Plot, bottom: number): readonly Item[] {
  const seconds = (span.toNs - span.fromNs) / 1e9
  const step = tickStep(seconds, 8)
  const decimals = Math.max(0, -Math.floor(Math.log10(step)))
  const { faint } = PALETTE[theme]
  return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => index * step)
    .map((value) => ({ tickX: x(span.fromNs + value * 1e9), text: `${value.toFixed(decimals)}\u202fs` }))
    .filter(({ tickX, text }) => tickX + textWidth(text, SIZE) <= box.x + box.width)
    .map(({ tickX, text }) => ({ kind: 'text', x: tickX, y: bottom - 6, size: SIZE, fill: faint, text }))
}
