import type { Graph } from '../contract/figure.ts'
import type { Shape } from './echarts.ts'
import { palette, type Look } from './look.ts'
import { group, text } from './shapes.ts'

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

/** How far an edge bends to the side, as a share of its length: two that lead to and fro stay apart. */
const BEND = 0.1
const ARROW = 9

/** A bent arrow from the border of one node to that of another, with its label in its middle. */
export function edgeShape({ start, end, label, cycle }: Edge, look: Look): Shape {
  const { danger, faint, panel } = palette(look)
  const color = cycle ? danger : faint
  const [dx, dy] = [end.x - start.x, end.y - start.y]
  const bend = { x: (start.x + end.x) / 2 - dy * BEND * 2, y: (start.y + end.y) / 2 + dx * BEND * 2 }
  const from = border(start, bend)
  const tip = border(end, bend)
  const back = towards(tip, bend, ARROW)
  const middle = { x: (from.x + 2 * bend.x + tip.x) / 4, y: (from.y + 2 * bend.y + tip.y) / 4 }
  const curve = { x1: from.x, y1: from.y, cpx1: bend.x, cpy1: bend.y, x2: back.x, y2: back.y }
  const halo = { stroke: panel, lineWidth: 4 }
  return group([
    { type: 'bezierCurve', shape: curve, style: { stroke: color, lineWidth: cycle ? 3 : 1.5, fill: 'none' } },
    { type: 'polygon', shape: { points: arrow(tip, back) }, style: { fill: color } },
    text([middle.x, middle.y], label, { fill: color, align: 'center', halo }, look),
  ])
}

function towards(from: Spot, to: Spot, distance: number): Spot {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1
  return { x: from.x + ((to.x - from.x) * distance) / length, y: from.y + ((to.y - from.y) * distance) / length }
}

/** Where the way from a node's middle to another place leaves it. */
function border(node: Node, to: Spot): Spot {
  const length = Math.hypot(to.x - node.x, to.y - node.y) || 1
  const slant = Math.max(Math.abs(to.x - node.x), Math.abs(to.y - node.y)) / length
  return towards(node, to, (node.kind === 'lock' ? node.half / slant : node.half) + 2)
}

function arrow(tip: Spot, back: Spot): number[][] {
  const [x, y] = [(tip.x - back.x) * 0.55, (tip.y - back.y) * 0.55]
  return [
    [tip.x, tip.y],
    [back.x - y, back.y + x],
    [back.x + y, back.y - x],
  ]
}
