import type { Graph } from '../contract/figure.ts'
import { palette, roomFor, type FigureStyle } from './figure-style.ts'
import { rect, shape, text, type Context2d, type Rect } from './paint.ts'

export type Node = Graph['nodes'][number] & {
  readonly x: number
  readonly y: number
  /** Half of its width and height. */
  readonly half: number
}

export interface Edge {
  readonly start: Node
  readonly end: Node
  readonly label: string
  /** It is part of a cycle. */
  readonly cycle: boolean
}

interface Spot {
  readonly x: number
  readonly y: number
}

/** Bend of an edge to its side, as a share of its length: two that lead to and fro stay apart. Chosen by eye. */
const BEND = 0.1
const ARROW = 9

/** A bent arrow from the border of one node to that of another. */
export function paintEdge(context: Context2d, edge: Edge, style: FigureStyle): void {
  const { cycle } = edge
  const color = edgeColor(edge, style)
  const { from, bend, tip } = curveOf(edge)
  const back = towards(tip, bend, ARROW)
  shape(context, { stroke: { color, width: cycle ? 3 : 1.5 } }, () => {
    context.moveTo(from.x, from.y)
    context.quadraticCurveTo(bend.x, bend.y, back.x, back.y)
  })
  paintArrow(context, tip, back, color)
}

/**
 * The label of an edge, on its line: in the middle, or as near to it as nothing in `taken` is covered. Returns the box that
 * it fills, undefined without a label.
 */
export function paintEdgeLabel(
  context: Context2d,
  edge: Edge,
  taken: readonly Rect[],
  style: FigureStyle,
): Rect | undefined {
  const { label } = edge
  if (label === '') return undefined
  const { from, bend, tip } = curveOf(edge)
  const [width, height] = [roomFor([label], style) + 4, style.fontSize * 1.1]
  const boxes = LABEL_PLACES.map((share) => {
    const { x, y } = pointOf(from, bend, tip, share)
    return { x: x - width / 2, y: y - height / 2, width, height }
  })
  const covered = boxes.map((box) => taken.reduce((sum, other) => sum + overlap(box, other), 0))
  const box = boxes[covered.indexOf(Math.min(...covered))]!
  // The label's ground hides the line behind it.
  rect(context, box, { fill: palette(style).panel })
  const middle: [number, number] = [box.x + width / 2, box.y + height / 2]
  text(context, middle, label, { fill: edgeColor(edge, style), align: 'center' }, style)
  return box
}

/** Shares of an edge's length at which its label may stand, the best first. Chosen: farther out it would read as a node's. */
const LABEL_PLACES = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74]

function edgeColor({ cycle }: Edge, style: FigureStyle): string {
  const { danger, faint } = palette(style)
  return cycle ? danger : faint
}

function curveOf({ start, end }: Edge) {
  const [dx, dy] = [end.x - start.x, end.y - start.y]
  const bend = { x: (start.x + end.x) / 2 - dy * BEND * 2, y: (start.y + end.y) / 2 + dx * BEND * 2 }
  return { from: border(start, bend), bend, tip: border(end, bend) }
}

function pointOf(from: Spot, bend: Spot, tip: Spot, share: number): Spot {
  const rest = 1 - share
  const mix = (a: number, b: number, c: number) => rest * rest * a + 2 * rest * share * b + share * share * c
  return { x: mix(from.x, bend.x, tip.x), y: mix(from.y, bend.y, tip.y) }
}

function overlap(a: Rect, b: Rect): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return Math.max(width, 0) * Math.max(height, 0)
}

function towards(from: Spot, to: Spot, distance: number): Spot {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1
  return { x: from.x + ((to.x - from.x) * distance) / length, y: from.y + ((to.y - from.y) * distance) / length }
}

/** The place at which the way from a node's middle to another place leaves the node. */
function border(node: Node, to: Spot): Spot {
  const length = Math.hypot(to.x - node.x, to.y - node.y) || 1
  const slant = Math.max(Math.abs(to.x - node.x), Math.abs(to.y - node.y)) / length
  return towards(node, to, (node.kind === 'lock' ? node.half / slant : node.half) + 2)
}

function paintArrow(context: Context2d, tip: Spot, back: Spot, fill: string): void {
  const [x, y] = [(tip.x - back.x) * 0.55, (tip.y - back.y) * 0.55]
  shape(context, { fill }, () => {
    context.moveTo(tip.x, tip.y)
    context.lineTo(back.x - y, back.y + x)
    context.lineTo(back.x + y, back.y - x)
    context.closePath()
  })
}
