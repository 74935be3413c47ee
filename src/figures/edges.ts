import type { Graph } from '../contract/figure.ts'
import { palette, roomFor, type FigureStyle } from './figure-style.ts'
import { rect, shape, text, type Context2d } from './paint.ts'

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

/** A bent arrow from the border of one node to that of another, with its label in its middle. */
export function paintEdge(context: Context2d, { start, end, label, cycle }: Edge, style: FigureStyle): void {
  const { danger, faint, panel } = palette(style)
  const color = cycle ? danger : faint
  const [dx, dy] = [end.x - start.x, end.y - start.y]
  const bend = { x: (start.x + end.x) / 2 - dy * BEND * 2, y: (start.y + end.y) / 2 + dx * BEND * 2 }
  const from = border(start, bend)
  const tip = border(end, bend)
  const back = towards(tip, bend, ARROW)
  shape(context, { stroke: { color, width: cycle ? 3 : 1.5 } }, () => {
    context.moveTo(from.x, from.y)
    context.quadraticCurveTo(bend.x, bend.y, back.x, back.y)
  })
  paintArrow(context, tip, back, color)
  const middle = { x: (from.x + 2 * bend.x + tip.x) / 4, y: (from.y + 2 * bend.y + tip.y) / 4 }
  const [width, height] = [roomFor([label], style) + 4, style.fontSize * 1.1]
  // The label's ground hides the line behind it.
  if (label !== '') rect(context, { x: middle.x - width / 2, y: middle.y - height / 2, width, height }, { fill: panel })
  text(context, [middle.x, middle.y], label, { fill: color, align: 'center' }, style)
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
