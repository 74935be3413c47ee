import { describe, expect, test } from 'vitest'
import { previewOf, SAMPLE_PICTURES } from '../../../testing/sample-pictures.ts'
import type { Chart, Figure, Graph, Measurement, Picture, Reference } from '../../../contract/figure.ts'
import type { ModelKind } from '../../../contract/model.ts'
import { modelColor, PALETTE, workerColor } from '../../../contract/palette.ts'
import { figureSvg } from './figure-svg.ts'

const SIZE = { theme: 'dark', width: 400, height: 220 } as const
const { dark } = PALETTE

const drawn = (figure: Figure, measurements: readonly Measurement[], hidden: string[] = []) =>
  figureSvg(figure, measurements, { ...SIZE, hidden })!
const ofPicture = ({ figures, measurements }: Picture) => drawn(figures[0]!, measurements)
const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/gu)].map(([, words]) => words!)

/** An element of the drawing: its path, the parts of that, and how it looks. */
interface Path {
  readonly d: string
  readonly parts: readonly string[]
  readonly fill: string | undefined
  readonly fillOpacity: number
  readonly stroke: string | undefined
  readonly dash: string | undefined
}

const paths = (svg: string): readonly Path[] =>
  [...svg.matchAll(/<path ([^>]*)\/>/gu)].map(([, text]) => {
    const { d = '', ...look } = Object.fromEntries(
      [...text!.matchAll(/([\w-]+)="([^"]*)"/gu)].map(([, k, v]) => [k, v]),
    )
    return {
      d,
      parts: d.split(/(?=M)/u),
      fill: look['fill'],
      fillOpacity: Number(look['fill-opacity'] ?? 1),
      stroke: look['stroke'],
      dash: look['stroke-dasharray'],
    }
  })
const filled = (svg: string, color: string) => paths(svg).filter(({ fill }) => fill === color)
const stroked = (svg: string, color: string) => paths(svg).filter(({ stroke }) => stroke === color)
const partsOf = (drawnPaths: readonly Path[]) => drawnPaths.flatMap(({ parts }) => parts)
/** Width and height of all corners of a path. */
const extent = (d: string) => {
  const numbers = d.match(/-?[\d.]+/gu)!.map(Number)
  const size = (values: readonly number[]) => Math.max(...values) - Math.min(...values)
  return { width: size(numbers.filter((_, i) => i % 2 === 0)), height: size(numbers.filter((_, i) => i % 2 === 1)) }
}

const measurement = (points: Measurement['points'], unit = 's'): Measurement => ({
  id: 'm',
  label: 'Time',
  unit,
  points,
})
const chart = (rest: Partial<Chart> = {}): Chart => ({
  kind: 'chart',
  id: 'c',
  title: 'C',
  mark: 'bars',
  measurement: 'm',
  x: { label: 'model', unit: '', scale: 'category' },
  y: { scale: 'linear' },
  references: [],
  ...rest,
})
const bar = (x: string, value: number, series = '') => ({ series, x, value, low: value * 0.9, high: value * 1.1 })
const published = (label: string, points: Reference['points']): Reference => ({ kind: 'published', label, points })

describe.each(Object.entries(SAMPLE_PICTURES))('%s', (_, picture) => {
  test('is drawn in both themes and at any size, before and after the run', () => {
    for (const shownPicture of [picture, previewOf(picture)]) {
      for (const figure of shownPicture.figures) {
        for (const [theme, width, height] of [
          ['light', 1200, 700],
          ['dark', 180, 90],
        ] as const) {
          const svg = figureSvg(figure, shownPicture.measurements, { theme, width, height })
          const expected = figure.kind === 'grid' ? /^undefined$/u : /^<svg xmlns[^]*<\/svg>$/u
          expect(String(svg)).toMatch(expected)
          expect(svg ?? '').not.toMatch(/NaN|Infinity|undefined/u)
        }
      }
    }
  })
})

test('one figure is the same bytes each time it is drawn, and two of them share no id that means two things', () => {
  const drawable = Object.values(SAMPLE_PICTURES).filter(({ figures }) => figures[0]!.kind !== 'grid')
  const all = () => drawable.map(ofPicture)
  expect(all()).toEqual(all())
  const clips = [
    ...all()
      .join('')
      .matchAll(/<clipPath id="([^"]*)"><path d="([^"]*)"/gu),
  ]
  const meanings = new Map(clips.map(([, id, d]) => [id, d]))
  for (const [, id, d] of clips) expect(d).toBe(meanings.get(id))
})

test('bars have the colours of their models, their values at their ends and whiskers', () => {
  const svg = ofPicture(SAMPLE_PICTURES.wallTime)
  const kinds = ['sequential', 'thread', 'process'] as const
  expect(kinds.map((kind) => filled(svg, modelColor({ kind }, 'dark')).length)).toEqual([1, 1, 1])
  const words = texts(svg)
  expect(words).toEqual(expect.arrayContaining(['threads', '2.31\u202fs', 'published, Beazley 2009']))
  // Its caption says that.
  expect(words).not.toContain('Wall time, s')
  expect(partsOf(stroked(svg, dark.text))).toHaveLength(9)
})

test('one point has no whisker, and one that is missing says why', () => {
  const points = [
    { series: '', x: 'a', value: 1 },
    { series: '', x: 'b', missing: 'It needs Node.' },
  ]
  const svg = drawn(chart(), [measurement(points)])
  expect(stroked(svg, dark.text)).toEqual([])
  expect(texts(svg)).toEqual(expect.arrayContaining(['a', 'b', 'It needs Node.']))
})

test('of several published outlines the farthest is whole and the others are lines', () => {
  const references = [published('near', [{ x: 'a', value: 2 }]), published('far', [{ x: 'a', value: 3 }])]
  const svg = drawn(chart({ references }), [measurement([bar('a', 1)])])
  // Their swatches in the legend are whole.
  const outlines = paths(svg)
    .filter(({ dash }) => dash !== undefined)
    .slice(references.length)
  expect(new Set(outlines.map(({ d }) => d.endsWith('Z')))).toEqual(new Set([false, true]))
  expect(outlines).toHaveLength(2)
})

test('what was published about one series stands around its bar, and goes with it', () => {
  const points = ['GIL', 'free'].map((series) => bar('threads', 2, series))
  const about = (series: string, value: number) => ({ ...published(`${series}!`, [{ x: 'threads', value }]), series })
  const references = [about('GIL', 3), about('free', 2)]
  const heights = (hidden: string[]) =>
    paths(drawn(chart({ references }), [measurement(points)], hidden))
      .filter(({ dash, fillOpacity }) => dash !== undefined && fillOpacity < 1)
      .map(({ d }) => extent(d).height)
  const [single] = heights(['free'])
  expect(heights([])).toHaveLength(2)
  expect(heights([])[0]).toBeLessThan(single! * 0.7)
})

test('what has an outline is filled too: every second series, what was published, bins of several series', () => {
  const points = ['GIL', 'free'].map((series) => bar('threads', 2, series))
  const references = [published('elsewhere', [{ x: 'threads', value: 3 }])]
  const svg = drawn(chart({ references }), [measurement(points)])
  const second = filled(svg, workerColor(1, 'dark'))
  // In the legend and in the chart.
  expect(second.filter(({ fillOpacity }) => fillOpacity === 0.35)).toHaveLength(2)
  const ground = paths(svg).filter(({ dash, fillOpacity }) => dash !== undefined && fillOpacity === 0.06)
  expect(ground.map(({ fill }) => fill)).toEqual([dark.faint])
  const bins = ['a', 'b'].flatMap((series) => [1, 2, 3].map((x) => ({ series, x, value: x })))
  const histogram = chart({ mark: 'histogram', x: { label: 'n', unit: '', scale: 'linear' } })
  for (const index of [0, 1]) {
    const color = workerColor(index, 'dark')
    const drawnBins = filled(drawn(histogram, [measurement(bins)]), color).filter(
      ({ fillOpacity }) => fillOpacity === 0.3,
    )
    expect(drawnBins.map(({ stroke, parts }) => [stroke, parts.length])).toEqual([[color, 3]])
  }
})

test('what is switched off is not drawn', () => {
  const { figures, measurements } = SAMPLE_PICTURES.scaling
  const whole = drawn(figures[0]!, measurements)
  const less = drawn(figures[0]!, measurements, ['threads', 'ideal'])
  const drawnWith = (svg: string, kind: ModelKind) => partsOf(stroked(svg, modelColor({ kind }, 'dark'))).length
  expect(drawnWith(less, 'thread')).toBeLessThan(drawnWith(whole, 'thread'))
  expect(drawnWith(less, 'process')).toBeGreaterThan(3)
})

test('on a log scale equal ratios are equal distances, and zero has no bar', () => {
  const points = [bar('a', 0.001), bar('b', 0.01), bar('c', 0.1), { series: '', x: 'd', value: 0 }]
  const svg = drawn(chart({ y: { scale: 'log' } }), [measurement(points)])
  const widths = filled(svg, workerColor(0, 'dark')).map(({ d }) => extent(d).width)
  expect(widths).toHaveLength(3)
  expect(widths[2]! - widths[1]!).toBeCloseTo(widths[1]! - widths[0]!, 0)
  expect(texts(svg)).toEqual(expect.arrayContaining(['0\u202fs', '10\u202fms', 'Time, log scale']))
})

test('series of one category differ by fill as well as by colour, and are named at their ends', () => {
  const points = ['GIL', 'free'].flatMap((series) => [bar('threads', 2, series), bar('processes', 1, series)])
  const svg = drawn(chart(), [measurement(points)])
  // With its swatch in the legend, and the outlines of the lighter ones.
  expect(filled(svg, workerColor(0, 'dark')).map(({ fillOpacity }) => fillOpacity)).toEqual([1, 1, 1])
  const second = filled(svg, workerColor(1, 'dark')).map(({ fillOpacity }) => fillOpacity)
  expect(second.toSorted((a, b) => a - b)).toEqual([0.35, 0.35, 0.35, 1, 1])
  expect(texts(svg)).toEqual(expect.arrayContaining(['2.00\u202fs  GIL', '1.00\u202fs  free']))
})

test('many series have a symbol or a dash each', () => {
  const points = Array.from({ length: 8 }, (_, i) => [1, 2].map((x) => ({ series: `s${i}`, x, value: i + x }))).flat()
  const lines = chart({ mark: 'lines', x: { label: 'n', unit: '', scale: 'linear' } })
  const svg = drawn(lines, [measurement(points)])
  expect(texts(svg).filter((words) => /^s\d$/u.test(words))).toHaveLength(8)
  expect(new Set(paths(svg).flatMap(({ dash }) => dash ?? [])).size).toBeGreaterThanOrEqual(3)
})

test('a line stops where a value is missing', () => {
  const points = [1, 2, 3, 4, 5].map((x) =>
    x === 3 ? { series: '', x, missing: 'lost' } : { series: '', x, value: x },
  )
  const svg = drawn(chart({ mark: 'lines', x: { label: 'n', unit: '', scale: 'linear' } }), [measurement(points)])
  const line = stroked(svg, workerColor(0, 'dark')).filter(({ d }) => !d.includes('A'))
  expect(partsOf(line).map((part) => part.match(/L/gu)?.length)).toEqual([1, 1])
})

test('a tight axis names its ends where there is room', () => {
  const points = [64, 1e3, 4.19e6].map((x) => ({ series: '', x, value: x }))
  const lines = chart({ mark: 'lines', x: { label: 'size', unit: 'B', scale: 'log' } })
  const svg = figureSvg(lines, [measurement(points)], { ...SIZE, width: 600 })!
  expect(texts(svg)).toContain('4.19\u202fMB')
})

test('a lane without spans says why, and the GIL has the colours of its owners', () => {
  const svg = figureSvg(SAMPLE_PICTURES.gilHandoff.figures[0]!, [], { ...SIZE, width: 700 })!
  expect(texts(svg)).toEqual(expect.arrayContaining(['time, ms', 'free-threaded build: there is no GIL']))
  const [first, second] = [0, 1].map((worker) => partsOf(filled(svg, workerColor(worker, 'dark'))).length)
  // 100 ms in turns of 1, 5 and 20 ms, twice: in the worker's lane and in the GIL's; and one span without a GIL.
  expect(first).toBe(2 * (50 + 10 + 3) + 1)
  expect(second).toBe(2 * (50 + 10 + 2) + 1)
})

test('a part of the time shows its spans alone', () => {
  const [lanes] = SAMPLE_PICTURES.gilHandoff.figures
  const spans = (window?: readonly [number, number]) =>
    partsOf(filled(figureSvg(lanes!, [], { ...SIZE, width: 700, window })!, workerColor(0, 'dark'))).length
  expect(spans([0, 10])).toBeLessThan(spans() / 4)
  expect(texts(figureSvg(lanes!, [], { ...SIZE, width: 700, window: [20, 30] })!)).toContain('24')
})

test("a cycle's edges are in the colour of danger", () => {
  const svg = ofPicture(SAMPLE_PICTURES.deadlock)
  expect(texts(svg).toSorted()).toEqual([
    'Thread-1',
    'Thread-2',
    'held by',
    'held by',
    'lock A',
    'lock B',
    'waits for',
    'waits for',
  ])
  const edges = (figure: Figure) => partsOf(stroked(drawn(figure, []), dark.danger)).length
  const graph = SAMPLE_PICTURES.deadlock.figures[0] as Graph
  expect(edges(graph)).toBe(4)
  const agreed = graph.edges.map((edge, i) => Object.assign({}, edge, { cycle: i > 2 }))
  expect(edges({ ...graph, edges: [...agreed, { from: 't1', to: 'nobody', label: '', cycle: true }] })).toBe(1)
})
