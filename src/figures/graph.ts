import type { Graph } from '../contract/figure.ts'
import type { FigureOption } from './echarts.ts'
import { palette, roomFor, type Look } from './look.ts'

/** Threads are round, locks square; the edges of a cycle are thick and in the colour of danger. They stand in a ring, in the order of the cycle. */
export function graphOption(figure: Graph, look: Look): FigureOption {
  const { width, height, fontFamily } = look
  const nodes = inOrder(figure)
  const size = nodeSize(figure, look)
  const [rx, ry] = [Math.max(width / 2 - size * 0.7, 1), Math.max(height / 2 - size * 0.7, 1)]
  const place = (i: number) => {
    const angle = (2 * Math.PI * i) / nodes.length - Math.PI
    return [width / 2 + rx * Math.cos(angle), height / 2 + ry * Math.sin(angle)]
  }
  const hiddenAxis = { type: 'value', show: false, min: 0 } as const
  return {
    animation: false,
    grid: { left: 0, right: 0, top: 0, bottom: 0, outerBoundsMode: 'none' },
    xAxis: { ...hiddenAxis, max: width },
    yAxis: { ...hiddenAxis, max: height, inverse: true },
    series: {
      type: 'graph',
      coordinateSystem: 'cartesian2d',
      silent: true,
      data: nodes.map((node, i) => Object.assign(nodeLook(node, size, look), { id: node.id, value: place(i) })),
      links: figure.edges.map(({ from, to, label, cycle }) => ({
        source: from,
        target: to,
        ...edgeLook(label, cycle, look),
      })),
      edgeSymbol: ['none', 'arrow'],
      edgeSymbolSize: 9,
      edgeLabel: { fontFamily, fontSize: look.fontSize },
    },
  }
}

function nodeSize({ nodes }: Graph, look: Look): number {
  const longest = roomFor(
    nodes.map(({ label }) => label),
    look,
  )
  const room = Math.min(look.height / 2.8, (look.width * 1.6) / Math.max(nodes.length, 1))
  return Math.max(Math.min(longest + look.fontSize, room), look.fontSize * 2)
}

function nodeLook({ label, kind }: Graph['nodes'][number], size: number, look: Look) {
  const { text, dim, accent, panel } = palette(look)
  const isLock = kind === 'lock'
  return {
    name: label,
    symbol: isLock ? 'rect' : kind === 'process' ? 'roundRect' : 'circle',
    symbolSize: isLock ? size * 0.82 : size,
    itemStyle: { color: panel, borderColor: isLock ? accent : dim, borderWidth: 2 },
    label: {
      show: true,
      formatter: () => label,
      color: text,
      fontFamily: look.fontFamily,
      fontSize: Math.min(look.fontSize, (look.fontSize * size * 0.92) / roomFor([label], look)),
    },
  }
}

function edgeLook(label: string, cycle: boolean, look: Look) {
  const { danger, faint, panel } = palette(look)
  const color = cycle ? danger : faint
  return {
    lineStyle: { color, width: cycle ? 3 : 1.5, curveness: 0.12, opacity: 1 },
    label: { show: true, formatter: () => label, color, textBorderColor: panel, textBorderWidth: 3 },
  }
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
