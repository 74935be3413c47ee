import type { Graph } from '../contract/figure.ts'
import { paintEdge, paintEdgeLabel, type Edge, type Node } from './edges.ts'
import { palette, roomFor, type FigureStyle } from './figure-style.ts'
import { rect, text, type Context2d } from './paint.ts'

/** Threads are round, locks square; the edges of a cycle are thick and in the colour of danger. They stand in a ring, in the order of the cycle. */
export function paintGraph(figure: Graph, context: Context2d, style: FigureStyle): void {
  const nodes = placed(figure, style)
  const edges = figure.edges.flatMap(({ from, to, label, cycle }): Edge[] => {
    const [start, end] = [nodes.find(({ id }) => id === from), nodes.find(({ id }) => id === to)]
    return start === undefined || end === undefined ? [] : [{ start, end, label, cycle }]
  })
  for (const edge of edges) paintEdge(context, edge, style)
  for (const node of nodes) paintNode(context, node, style)
  const taken = nodes.map(boxOf)
  for (const edge of edges)
    taken.push(...[paintEdgeLabel(context, edge, taken, style)].filter((box) => box !== undefined))
}

/** Nodes in a ring that fills the figure. */
function placed(figure: Graph, style: FigureStyle): readonly Node[] {
  const { width, height } = style
  const nodes = inOrder(figure)
  const size = nodeSize(figure, style)
  const [rx, ry] = [Math.max(width - size, 2) / 2 - 3, Math.max(height - size, 2) / 2 - 3]
  return nodes.map((node, i) => {
    const angle = Math.PI * ((2 * i) / nodes.length - 1)
    const [x, y] = [width / 2 + Math.min(rx, ry * 2.2) * Math.cos(angle), height / 2 + ry * Math.sin(angle)]
    return Object.assign({ x, y, half: (node.kind === 'lock' ? size * 0.84 : size) / 2 }, node)
  })
}

function nodeSize({ nodes }: Graph, style: FigureStyle): number {
  const longest = roomFor(
    nodes.map(({ label }) => label),
    style,
  )
  const room = Math.min(style.height / 2.8, (style.width * 1.6) / Math.max(nodes.length, 1))
  return Math.max(Math.min(longest + style.fontSize, room), style.fontSize * 2)
}

const boxOf = ({ x, y, half }: Node) => ({ x: x - half, y: y - half, width: 2 * half, height: 2 * half })

function paintNode(context: Context2d, node: Node, style: FigureStyle): void {
  const { x, y, half, kind, label } = node
  const { text: ink, dim, accent, panel } = palette(style)
  const box = boxOf(node)
  const radius = kind === 'thread' ? half : kind === 'process' ? half * 0.4 : 0
  rect(context, box, { fill: panel, stroke: { color: kind === 'lock' ? accent : dim, width: 2 } }, radius)
  const size = Math.min(style.fontSize, (style.fontSize * half * 1.84) / roomFor([label], style))
  text(context, [x, y], label, { fill: ink, align: 'center', size }, style)
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
