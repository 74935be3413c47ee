import type { ActivityGroup } from '../../contract/activity-palette.ts'
import { fade, PALETTE, type ThemeName } from '../../contract/palette.ts'
import { addThread, emptyColumns, type ActivityColumns, type TimeGrid } from '../program/activity-columns.ts'
import type { ActivityLog } from '../program/activity-log.ts'
import { gilColumns } from '../program/gil-columns.ts'
import { rowsWithin, type LaneRow, type PlacedRows } from '../program/lane-rows.ts'
import { paintShares, stackOf, type Band, type Pixels } from './activity-pixels.ts'
import { activityTextures, type Texture } from './activity-textures.ts'
import { LaneBitmap } from './lane-bitmap.ts'
import { surfaceOf, type Surface } from './canvas.ts'
import { drawFlight } from './flight-curve.ts'
import { paintGil } from './gil-lane.ts'
import { drawTimeAxis } from './time-axis.ts'
import { TIME_AXIS, type View } from './lanes-layout.ts'

/** Height of the curve of work in flight, above the lanes. */
export const FLIGHT = 34
const GAP = 2

export interface ActivityPicture {
  readonly log: ActivityLog
  readonly placed: PlacedRows
  readonly scrollTop: number
  /** Seconds after the log's begin. */
  readonly view: View
  readonly theme: ThemeName
  /** Key of the row that is chosen. */
  readonly selected: string | undefined
  /** Cores that the program may use: a line in the curve of work in flight. */
  readonly cores: number | undefined
  /** Moment that a replay has come to, ns. */
  readonly momentNs: number | undefined
  /** Groups that are faded. */
  readonly hidden: ReadonlySet<ActivityGroup>
}

export function lanesHeight(height: number): number {
  return Math.max(height - FLIGHT - TIME_AXIS, 0)
}

/** The curve of work in flight, the lanes that are in sight, and the time axis. */
export function drawActivityLanes(canvas: HTMLCanvasElement, picture: ActivityPicture): void {
  const surface = surfaceOf(canvas)
  if (surface === undefined) return
  const { context, width, height } = surface
  context.clearRect(0, 0, width, height)
  const grid = gridOf(surface, picture)
  paintRows(surface, picture)
  drawFlight(surface, grid, picture, FLIGHT - 4)
  drawTimeAxis(surface, { view: picture.view, left: 0, width, top: FLIGHT, isBehind: true }, picture.theme)
  drawRules(surface, picture)
  drawMoment(surface, picture)
}

/** A column for each device pixel. */
function gridOf({ canvas }: Surface, { log, view }: ActivityPicture): TimeGrid {
  const stepNs = ((view.to - view.from) * 1e9) / canvas.width
  return { fromNs: log.startNs + view.from * 1e9, stepNs, count: canvas.width }
}

interface Lanes {
  readonly bitmap: LaneBitmap
  /** Over the pixels of the bitmap. */
  image?: ImageData
}

const lanesOf = new WeakMap<HTMLCanvasElement, Lanes>()

function paintRows(surface: Surface, picture: ActivityPicture): void {
  const { canvas, context, height } = surface
  const { log, view, placed, scrollTop, theme } = picture
  const scale = window.devicePixelRatio
  const [top, room] = [Math.round(FLIGHT * scale), Math.round(lanesHeight(height) * scale)]
  if (room <= 0 || canvas.width <= 0) return
  const lanes = lanesOf.get(canvas) ?? { bitmap: new LaneBitmap() }
  lanesOf.set(canvas, lanes)
  const [first, end] = rowsWithin(placed, scrollTop, scrollTop + lanesHeight(height))
  const look = lookOf(picture, first, end, scale)
  const { pixels, grid } = lanes.bitmap.next({ log, view, width: canvas.width, height: room, look })
  const textures = activityTextures(theme, scale, picture.hidden)
  const columns = emptyColumns(grid)
  for (let index = first; index < end; index++) {
    const row = placed.rows[index]!
    const band = {
      top: Math.round((placed.tops[index]! - scrollTop + GAP) * scale),
      bottom: Math.round((placed.tops[index + 1]! - scrollTop - GAP) * scale),
    }
    paintRow(pixels, row, band, { grid, columns, textures, picture })
  }
  const kept = lanes.image
  const image = kept?.data.buffer === pixels.data.buffer ? kept : imageOf(pixels)
  lanes.image = image
  context.putImageData(image, 0, top)
}

function imageOf({ data, width, height }: Pixels): ImageData {
  return new ImageData(new Uint8ClampedArray(data.buffer), width, height)
}

/** Everything but the time that the pixels of the rows in sight depend on. */
function lookOf(
  { placed, scrollTop, theme, hidden }: ActivityPicture,
  first: number,
  end: number,
  scale: number,
): string {
  const rows = placed.rows.slice(first, end).map((row, i) => {
    const own = row.kind === 'gil' ? `${row.isOnly} ${row.numbers.join()}` : ''
    const threads = row.kind === 'process' ? `${row.isCollapsed} ${row.threads.length}` : ''
    return `${row.key} ${placed.tops[first + i]} ${own}${threads}`
  })
  return [theme, scale, scrollTop, placed.tops[end], ...hidden, ...rows].join('|')
}

interface Brush {
  readonly grid: TimeGrid
  /** Reused from row to row. */
  readonly columns: ActivityColumns
  readonly textures: readonly Texture[]
  readonly picture: ActivityPicture
}

function paintRow(pixels: Pixels, row: LaneRow, band: Band, { grid, columns, textures, picture }: Brush): void {
  const { log, theme } = picture
  if (row.kind === 'gil') {
    paintGil(pixels, gilColumns(log, row, grid), band, row.numbers, theme)
    return
  }
  if (row.kind === 'process' && !row.isCollapsed) return
  columns.fill(0)
  const positions = row.kind === 'thread' ? [row.thread] : row.threads
  const threads = positions.flatMap((position) => log.threads.get(position) ?? [])
  for (const thread of threads) addThread(log, thread, grid, columns)
  const stack = stackOf(threads.map(({ track }) => track.totals))
  paintShares(pixels, columns, stack, band, textures)
}

function drawMoment({ context, width, height }: Surface, { momentNs, log, view, theme }: ActivityPicture): void {
  if (momentNs === undefined) return
  const x = (((momentNs - log.startNs) / 1e9 - view.from) / (view.to - view.from)) * width
  context.fillStyle = PALETTE[theme].text
  context.fillRect(Math.round(x) - 1, 0, 2, height - TIME_AXIS)
}

/** A line above each process, and a mark around the row that is chosen. */
function drawRules({ context, width, height }: Surface, { placed, scrollTop, selected, theme }: ActivityPicture): void {
  const { line, accent } = PALETTE[theme]
  const room = lanesHeight(height)
  context.save()
  context.beginPath()
  context.rect(0, FLIGHT, width, room)
  context.clip()
  const [first, end] = rowsWithin(placed, scrollTop, scrollTop + room)
  for (let index = first; index < end; index++) {
    const row = placed.rows[index]!
    const top = Math.round(FLIGHT + placed.tops[index]! - scrollTop)
    if (row.kind === 'process') {
      context.fillStyle = line
      context.fillRect(0, top, width, 1)
    }
    if (row.key !== selected) continue
    context.strokeStyle = fade(accent, 0.9)
    context.lineWidth = 1
    context.strokeRect(0.5, top + 0.5, width - 1, placed.tops[index + 1]! - placed.tops[index]! - 1)
  }
  context.restore()
}
