import { describe, expect, test } from 'vitest'
import { previewOf, SAMPLE_PICTURES } from '../testing/sample-pictures.ts'
import type { Chart, Figure, Graph, Measurement, Picture, Reference } from '../contract/figure.ts'
import type { ModelKind } from '../contract/model.ts'
import { modelColor, PALETTE, workerColor } from '../contract/palette.ts'
import { figureSvg } from './svg.ts'

const SIZE = { theme: 'dark', width: 400, height: 220 } as const
const { dark } = PALETTE

const drawn = (figure: Figure, measurements: readonly Measurement[], hidden: string[] = []) =>
  figureSvg(figure, measurements, { ...SIZE, hidden })!
const ofPicture = ({ figures, measurements }: Picture) => drawn(figures[0]!, measurements)
const count = (svg: string, pattern: RegExp) => [...svg.matchAll(pattern)].length
const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/gu)].map(([, words]) => words!)
/** x and y of the first corner, width and height of what is filled so. */
const boxes = (svg: string, fill: string) =>
  [...svg.matchAll(new RegExp(`<path d="([^"]*)"[^>]* fill="${fill}"`, 'gu'))].map(([, path]) => {
    const numbers = path!.match(/-?[\d.]+/gu)!.map(Number)
    return { x: numbers[0]!, y: numbers[1]!, path: path! }
  })

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
    for (const each of [picture, previewOf(picture)]) {
      for (const figure of each.figures) {
        for (const [theme, width, height] of [
          ['light', 1200, 700],
          ['dark', 180, 90],
        ] as const) {
          const svg = figureSvg(figure, each.measurements, { theme, width, height })
          const expected = figure.kind === 'grid' ? /^undefined$/u : /^<svg xmlns[^]*<\/svg>$/u
          expect(String(svg)).toMatch(expected)
          expect(svg ?? '').not.toMatch(/NaN|Infinity|undefined/u)
        }
      }
    }
  })
})

test('bars have the colours of their models, their values at their ends and whiskers', () => {
  const svg = ofPicture(SAMPLE_PICTURES.wallTime)
  const kinds = ['sequential', 'thread', 'process'] as const
  expect(kinds.map((kind) => boxes(svg, modelColor({ kind }, 'dark')).length)).toEqual([1, 1, 1])
  const told = texts(svg)
  expect(told).toEqual(expect.arrayContaining(['threads', '2.31\u202fs', 'published, Beazley 2009']))
  // Its caption says that.
  expect(told).not.toContain('Wall time, s')
  expect(count(svg, new RegExp(`stroke="${dark.text}"`, 'gu'))).toBe(9)
})

test('one point has no whisker, and one that is missing says why', () => {
  const points = [
    { series: '', x: 'a', value: 1 },
    { series: '', x: 'b', missing: 'It needs Node.' },
  ]
  const svg = drawn(chart(), [measurement(points)])
  expect(count(svg, new RegExp(`stroke="${dark.text}"`, 'gu'))).toBe(0)
  expect(texts(svg)).toEqual(expect.arrayContaining(['a', 'b', 'It needs Node.']))
})

test('of several published outlines the farthest is whole and the others are lines', () => {
  const references = [published('near', [{ x: 'a', value: 2 }]), published('far', [{ x: 'a', value: 3 }])]
  const svg = drawn(chart({ references }), [measurement([bar('a', 1)])])
  const outlines = [...svg.matchAll(/<path d="([^"]*)"[^>]*stroke-dasharray/gu)].map(([, path]) => path!)
  expect(outlines.filter((path) => path.endsWith('Z'))).toHaveLength(1)
  expect(outlines.filter((path) => !path.endsWith('Z'))).toHaveLength(1)
})

test('what was published of one series stands around its bar, and goes with it', () => {
  const points = ['GIL', 'free'].map((series) => bar('threads', 2, series))
  const of = (series: string, value: number) => ({ ...published(`${series}!`, [{ x: 'threads', value }]), series })
  const references = [of('GIL', 3), of('free', 2)]
  const heights = (hidden: string[]) =>
    [
      ...drawn(chart({ references }), [measurement(points)], hidden).matchAll(
        /<path d="M[\d. ]+l[\d.]+ 0l0 ([\d.]+)[^>]*stroke-dasharray/gu,
      ),
    ].map(([, height]) => Number(height))
  const [one] = heights(['free'])
  expect(heights([])).toHaveLength(2)
  expect(heights([])[0]).toBeLessThan(one! * 0.7)
})

test('what is switched off is not drawn', () => {
  const { figures, measurements } = SAMPLE_PICTURES.scaling
  const whole = drawn(figures[0]!, measurements)
  const less = drawn(figures[0]!, measurements, ['threads', 'ideal'])
  const drawnWith = (svg: string, kind: ModelKind) =>
    count(svg, new RegExp(`<path[^>]*stroke="${modelColor({ kind }, 'dark')}"`, 'gu'))
  expect(drawnWith(less, 'thread')).toBeLessThan(drawnWith(whole, 'thread'))
  expect(drawnWith(less, 'process')).toBeGreaterThan(3)
})

test('on a log scale equal ratios are equal distances, and zero has no bar', () => {
  const points = [bar('a', 0.001), bar('b', 0.01), bar('c', 0.1), { series: '', x: 'd', value: 0 }]
  const svg = drawn(chart({ y: { scale: 'log' } }), [measurement(points)])
  const widths = boxes(svg, workerColor(0, 'dark')).map(({ path }) => {
    const xs = [...path.matchAll(/[ML] ?(-?[\d.]+)/gu)].map(([, x]) => Number(x))
    return Math.max(...xs) - Math.min(...xs)
  })
  expect(widths).toHaveLength(3)
  expect(widths[2]! - widths[1]!).toBeCloseTo(widths[1]! - widths[0]!, 0)
  expect(texts(svg)).toEqual(expect.arrayContaining(['0\u202fs', '10\u202fms', 'Time, log scale']))
})

test('series of one category differ by fill as well as by colour, and are named at their ends', () => {
  const points = ['GIL', 'free'].flatMap((series) => [bar('threads', 2, series), bar('processes', 1, series)])
  const svg = drawn(chart(), [measurement(points)])
  expect(boxes(svg, workerColor(0, 'dark')).length).toBeGreaterThanOrEqual(2)
  expect(svg).toContain(`stroke="${workerColor(1, 'dark')}"`)
  expect(texts(svg)).toEqual(expect.arrayContaining(['2.00\u202fs  GIL', '1.00\u202fs  free']))
})

test('many series have a symbol or a dash each', () => {
  const points = Array.from({ length: 8 }, (_, i) => [1, 2].map((x) => ({ series: `s${i}`, x, value: i + x }))).flat()
  const lines = chart({ mark: 'lines', x: { label: 'n', unit: '', scale: 'linear' } })
  const svg = drawn(lines, [measurement(points)])
  expect(texts(svg).filter((words) => /^s\d$/u.test(words))).toHaveLength(8)
  expect(
    new Set([...svg.matchAll(/stroke-dasharray="([\d ,.]+)"/gu)].map(([, dash]) => dash)).size,
  ).toBeGreaterThanOrEqual(3)
})

test('a line stops where a value is missing', () => {
  const points = [1, 2, 3, 4].map((x) => (x === 3 ? { series: '', x, missing: 'lost' } : { series: '', x, value: x }))
  const svg = drawn(chart({ mark: 'lines', x: { label: 'n', unit: '', scale: 'linear' } }), [measurement(points)])
  const path = [...svg.matchAll(/<path d="([^"]*)"[^>]*stroke-width="2"/gu)].map(([, each]) => each!).join(' ')
  expect(count(path, /M/gu)).toBe(2)
})

test('a lane without spans says why, and the GIL has the colours of its owners', () => {
  const svg = figureSvg(SAMPLE_PICTURES.gilHandoff.figures[0]!, [], { ...SIZE, width: 700 })!
  expect(texts(svg).join(' ')).toMatch(/free-threaded build: there is no GIL.*time, ms/u)
  const [first, second] = [0, 1].map((worker) => boxes(svg, workerColor(worker, 'dark')).length)
  // 100 ms in turns of 1, 5 and 20 ms, twice: in the worker's lane and in the GIL's; and one span without a GIL.
  expect(first).toBe(2 * (50 + 10 + 3) + 1)
  expect(second).toBe(2 * (50 + 10 + 2) + 1)
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
  const edges = (figure: Figure) =>
    count(drawn(figure, []), new RegExp(`stroke="${dark.danger}" stroke-width="3"`, 'gu'))
  const graph = SAMPLE_PICTURES.deadlock.figures[0] as Graph
  expect(edges(graph)).toBe(4)
  const agreed = graph.edges.map((edge, i) => Object.assign({}, edge, { cycle: i > 2 }))
  expect(edges({ ...graph, edges: [...agreed, { from: 't1', to: 'nobody', label: '', cycle: true }] })).toBe(1)
})
