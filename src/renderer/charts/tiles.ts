import { fade, PALETTE, workerColor, type ThemeName } from '../../contract/palette.ts'
import type { CoreUsage } from '../../contract/core-owners.ts'
import type { Scene } from '../live/scene.ts'
import { CANVAS_FONT, roundRect, surfaceOf, type Box, type Surface } from './canvas.ts'
import { tileGrid } from '../../figures/tile-grid.ts'

/** Room around the tiles for their glow. */
const MARGIN = 6
/** Share of a core from which a part of its tile is wide enough to be seen. */
const MIN_PART = 0.12

export interface TilesLook {
  readonly theme: ThemeName
  /** What each tile says; it changes more slowly than the light does. */
  readonly percents: readonly string[]
  /** Cores of the worker that is selected: they have a frame. */
  readonly selected: ReadonlySet<number>
}

/**
 * What the tiles show, as a text: equal texts are equal pictures. Load counts in fiftieths, which change the light by three of
 * 255 steps at most: less cannot be seen.
 */
export function tilesKey({ busy, usage }: Scene, { theme, percents, selected }: TilesLook): string {
  const tiles = usage.map(({ users, owner = '' }, core) => {
    const shares = users.map(({ index, share }) => `${index}:${Math.round(share * 50)}`)
    return `${Math.round(busy[core]! * 50)} ${percents[core]} ${owner} ${shares.join(' ')}`
  })
  return [theme, ...selected, ...tiles].join('/')
}

/** One tile a core: its light is its load, in the colours of the workers on it. */
export function drawTiles(canvas: HTMLCanvasElement, scene: Scene, look: TilesLook): void {
  const surface = surfaceOf(canvas)
  if (surface === undefined) return
  const { context, width, height } = surface
  context.clearRect(0, 0, width, height)
  if (scene.cores === 0) return
  const grid = tileGrid(scene.cores, width - 2 * MARGIN, height - 2 * MARGIN)
  for (let core = 0; core < scene.cores; core++) {
    const box = grid.box(core)
    const moved = { ...box, x: box.x + MARGIN, y: box.y + MARGIN }
    drawTile(surface, moved, { core, busy: scene.busy[core]!, usage: scene.usage[core]! }, look)
  }
}

interface Tile {
  readonly core: number
  readonly busy: number
  readonly usage: CoreUsage
}

function drawTile(surface: Surface, box: Box, tile: Tile, look: TilesLook): void {
  const { context } = surface
  const palette = PALETTE[look.theme]
  const radius = Math.min(8, box.width / 5, box.height / 5)
  const load = Number.isNaN(tile.busy) ? 0 : tile.busy
  const { users, owner } = tile.usage
  const edge = owner === undefined ? palette.idle : workerColor(owner, look.theme)

  if (owner !== undefined && box.width > 24) halo(context, box, radius, fade(edge, 0.09 * load))
  context.save()
  roundRect(context, box, radius)
  context.clip()
  if (users.length === 0) light(context, box, palette.idle, load * (look.theme === 'dark' ? 0.62 : 0.5))
  else split(context, box, tile, look)
  context.restore()
  context.lineWidth = 1
  context.strokeStyle = owner === undefined ? palette.line : fade(edge, 0.35 + 0.5 * load)
  roundRect(context, inset(box), radius)
  context.stroke()
  label(surface, box, tile, look)
  if (look.selected.has(tile.core)) frame(context, box, radius, palette.text)
}

function frame(context: CanvasRenderingContext2D, box: Box, radius: number, color: string): void {
  context.lineWidth = 2
  context.strokeStyle = color
  roundRect(context, box, radius)
  context.stroke()
}

/** Light around a tile, of rings one over the other: a blurred shadow would cost many times as much. */
function halo(context: CanvasRenderingContext2D, box: Box, radius: number, color: string): void {
  context.strokeStyle = color
  roundRect(context, box, radius)
  for (let width = 2; width <= 2 * MARGIN; width += 2) {
    context.lineWidth = width
    context.stroke()
  }
}

/** Workers that share a core share its tile, by width; what others had of it is grey. */
function split(context: CanvasRenderingContext2D, box: Box, { usage, busy }: Tile, { theme }: TilesLook): void {
  // In the order of their numbers, so that each stays in its place.
  const users = usage.users.toSorted((a, b) => a.index - b.index)
  const others = Math.max(busy - users.reduce((sum, { share }) => sum + share, 0), 0)
  const parts = [
    ...users.map(({ index, share }) => ({ color: workerColor(index, theme), share: Math.max(share, MIN_PART) })),
    ...(others > MIN_PART ? [{ color: PALETTE[theme].idle, share: others }] : []),
  ]
  const total = parts.reduce((sum, { share }) => sum + share, 0)
  let x = box.x
  for (const { color, share } of parts) {
    const part = { ...box, x, width: (box.width * share) / total }
    context.save()
    context.beginPath()
    context.rect(part.x, part.y, part.width, part.height)
    context.clip()
    light(context, parts.length === 1 ? box : part, color, 0.12 + 0.78 * busy)
    context.restore()
    x += part.width
  }
}

function light(context: CanvasRenderingContext2D, box: Box, color: string, strength: number): void {
  const [x, y] = [box.x + box.width / 2, box.y + box.height * 0.45]
  const reach = Math.max(box.width, box.height) * 0.72
  const gradient = context.createRadialGradient(x, y, 0, x, y, reach)
  gradient.addColorStop(0, fade(color, strength))
  gradient.addColorStop(0.55, fade(color, strength * 0.45))
  gradient.addColorStop(1, fade(color, strength * 0.1))
  context.fillStyle = gradient
  context.fillRect(box.x, box.y, box.width, box.height)
}

function label({ context }: Surface, box: Box, tile: Tile, { theme, percents }: TilesLook): void {
  const palette = PALETTE[theme]
  const roomy = box.width >= 40 && box.height >= 38
  const { users } = tile.usage
  const badge = users
    .map(({ index }) => index + 1)
    .toSorted((a, b) => a - b)
    .join(' ')
  context.textBaseline = 'alphabetic'
  if (!roomy) {
    const size = Math.max(8, Math.min(10.5, box.height * 0.44, box.width * 0.4))
    if (box.height < 9 || (badge === '' && box.width < 16)) return
    context.font = `500 ${size}px ${CANVAS_FONT}`
    context.textAlign = 'center'
    context.fillStyle = badge === '' ? palette.faint : palette.text
    const text = badge === '' ? String(tile.core) : badge
    context.fillText(text, box.x + box.width / 2, box.y + box.height / 2 + size * 0.36, box.width - 3)
    return
  }
  context.textAlign = 'left'
  context.font = `400 11px ${CANVAS_FONT}`
  context.fillStyle = palette.dim
  context.fillText(String(tile.core), box.x + 8, box.y + 16)
  context.font = `600 15px ${CANVAS_FONT}`
  context.fillStyle = palette.text
  const percent = percents[tile.core] ?? ''
  context.fillText(percent, box.x + 8, box.y + box.height - 8)
  const { width } = context.measureText(percent)
  context.font = `400 10.5px ${CANVAS_FONT}`
  context.fillStyle = palette.dim
  if (box.width > 60 && percent !== '') context.fillText('%', box.x + 11 + width, box.y + box.height - 8)
  context.textAlign = 'right'
  context.font = `600 11px ${CANVAS_FONT}`
  const badgeWidth = box.width < 76 ? 13 : 17
  const fitting = Math.max(Math.floor((box.width - 28) / (badgeWidth + 3)), 1)
  const shown = users.slice(0, fitting)
  shown
    .toSorted((a, b) => b.index - a.index)
    .forEach(({ index }, i) => {
      const right = box.x + box.width - 7 - i * (badgeWidth + 3)
      drawBadge(context, { x: right - badgeWidth, y: box.y + 6, width: badgeWidth, height: 14 }, index, theme)
    })
}

/** The worker's number on its colour. */
export function drawBadge(context: CanvasRenderingContext2D, box: Box, worker: number, theme: ThemeName): void {
  context.fillStyle = workerColor(worker, theme)
  roundRect(context, box, box.height * 0.28)
  context.fill()
  context.fillStyle = PALETTE[theme].panel
  context.font = `600 ${box.height * 0.75}px ${CANVAS_FONT}`
  context.textAlign = 'center'
  context.fillText(String(worker + 1), box.x + box.width / 2, box.y + box.height * 0.77, box.width - 2)
}

function inset(box: Box): Box {
  return { x: box.x + 0.5, y: box.y + 0.5, width: box.width - 1, height: box.height - 1 }
}
