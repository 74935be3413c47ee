import type { Graph } from '../contract/figure.ts'
import { edgeShape, type Edge, type Node } from './edges.ts'
import type { FigureOption, FigureSeries, RenderItem, Shape } from './echarts.ts'
import { palette, roomFor, type Look } from './look.ts'
import { group, rect, rowOf, text } from './shapes.ts'

/** Threads are round, locks square; the edges of a cycle are thick and in the colour of danger. They stand in a ring, in the order of the cycle. */
export function graphOption(figure: Graph, look: Look): FigureOption {
  const nodes = placed(figure, look)
  const edges = figure.edges.flatMap(({ from, to, label, cycle }): Edge[] => {
    const [start, end] = [nodes.find(({ id }) => id === from), nodes.find(({ id }) => id === to)]
    return start === undefined || end === undefined ? [] : [{ start, end, label, cycle }]
  })
  const hiddenAxis = { type: 'value', show: false, min: 0, max: 1 } as const
  return {
    animation: false,
    grid: { left: 0, right: 0, top: 0, bottom: 0, outerBoundsMode: 'none' },
    xAxis: hiddenAxis,
    yAxis: hiddenAxis,
    series: [
      shapes(edges.length, (i) => edgeShape(edges[i]!, look), 2),
      shapes(nodes.length, (i) => nodeShape(nodes[i]!, look), 3),
    ],
  }
}

/** So many shapes that know their places. */
function shapes(count: number, shape: (i: number) => Shape, z: number): FigureSeries {
  const renderItem: RenderItem = (_, api) => shape(rowOf(api)[0])
  const data = Array.from({ length: count }, (__, i) => [i, 0])
  return { type: 'custom', renderItem, z, data, encode: { x: 1, y: 1 } }
}

/** In a ring that fills the place. */
function placed(figure: Graph, look: Look): readonly Node[] {
  const { width, height } = look
  const nodes = inOrder(figure)
  const size = nodeSize(figure, look)
  const [rx, ry] = [Math.max(width - size, 2) / 2 - 3, Math.max(height - size, 2) / 2 - 3]
  return nodes.map((node, i) => {
    const angle = Math.PI * ((2 * i) / nodes.length - 1)
    const [x, y] = [width / 2 + Math.min(rx, ry * 2.2) * Math.cos(angle), height / 2 + ry * Math.sin(angle)]
    return Object.assign({ x, y, half: (node.kind === 'lock' ? size * 0.84 : size) / 2 }, node)
  })
}

function nodeSize({ nodes }: Graph, look: Look): number {
  const longest = roomFor(
    nodes.map(({ label }) => label),
    look,
  )
  const room = Math.min(look.height / 2.8, (look.width * 1.6) / Math.max(nodes.length, 1))
  return Math.max(Math.min(longest + look.fontSize, room), look.fontSize * 2)
}

function nodeShape({ x, y, half, kind, label }: Node, look: Look): Shape {
  const { text: ink, dim, accent, panel } = palette(look)
  const box = { x: x - half, y: y - half, width: 2 * half, height: 2 * half }
  const stroke = { color: kind === 'lock' ? accent : dim, width: 2 }
  const r = kind === 'thread' ? half : kind === 'process' ? half * 0.4 : 0
  const size = Math.min(look.fontSize, (look.fontSize * half * 1.84) / roomFor([label], look))
  return group([
    rect(box, { fill: panel, stroke, r: [r, r, r, r] }),
    text([x, y], label, { fill: ink, align: 'center', size }, look),
  ])
}

/** Nodes of a cycle one after the other, as their edges lead; the others after them. */
export function inOrder({ nodes, edges }: Pick<Graph, 'nodes' | 'edges'>): readonly Graph['nodes'][number][] {
  const next = new Map(edges.filter(({ cycle }) => cycle).map(({ from, to }) => [from, to]))
  const ids: string[] = []
  for (const start of next.keys()) {
    for (let id: string | undefined = start; id !== undefined && !ids.includes(id); id = next.get(id)) ids.push(id)
  }
  const rank = (id: string) => (ids.includes(id) ? ids.indexOf(id) : ids.length)
  return nodes.toSorted((a, b) => rank(a.id) - rank(b.id))
}
