import { expect, test } from 'vitest'
import { previewOf, SAMPLE_PICTURES } from '../testing/sample-pictures.ts'
import type { Chart, Graph } from '../contract/figure.ts'
import { modelColor, workerColor } from '../contract/palette.ts'
import { point } from '../testing/sample-points.ts'
import { axisTitle } from './axis.ts'
import { captionOf } from './caption.ts'
import { inOrder } from './graph.ts'
import { binsOf } from './histogram.ts'
import { legendOf, sharedEntries } from './legend.ts'
import { plotOf } from './figure-plot.ts'
import { readOut } from './read-out.ts'
import { seriesOf } from './series.ts'
import { figureTable } from './table.ts'

const { wallTime, scaling, ipcCost, spawnCost, convoy, gilHandoff, deadlock, crash } = SAMPLE_PICTURES
const plain = (text: string) => text.replaceAll('\u202f', ' ')

test('an axis is titled with its unit, unless its label or its marks say it', () => {
  const axis = { label: 'Time', unit: 's', scale: 'linear', values: [0.002] } as const
  expect(axisTitle(axis)).toBe('Time, ms')
  expect(axisTitle({ ...axis, values: [] })).toBe('Time, s')
  expect(axisTitle({ ...axis, scale: 'log' })).toBe('Time, log scale')
  expect(axisTitle({ ...axis, label: 'Requests per second', unit: '1/s' })).toBe('Requests per second')
  expect(axisTitle({ ...axis, label: 'Workers', unit: '' })).toBe('Workers')
})

test('a title that is the name of what was measured has the unit, and is not said twice', () => {
  const [figure] = wallTime.figures
  expect(captionOf(figure!, wallTime.measurements)).toBe('Wall time, s')
  expect(captionOf(scaling.figures[0]!, scaling.measurements)).toBe('Time')
  const titles = (captioned: boolean) => {
    const size = { width: 300, height: 200, fontFamily: 'Inter', fontSize: 11 }
    const { x } = plotOf(figure as Chart, wallTime.measurements, { theme: 'dark', ...size, hidden: [], captioned })
    return (x as { title?: { text: string } }).title?.text
  }
  expect([titles(false), titles(true)]).toEqual(['Wall time, s', undefined])
})

test('a legend has the series where there are several, and all references with their source', () => {
  const bars = legendOf(wallTime.figures[0]!, wallTime.measurements, { theme: 'dark' })
  expect(bars.map(({ mark, label }) => `${mark} ${label}`)).toEqual([
    'outline published, older CPython',
    'outline published, Beazley 2009',
    'outline published, CPython 3.9',
  ])
  expect(bars[0]!.title).toBe('a talk, Chicago 2009: a dual-core Mac, CPython of 2009')
  const lines = legendOf(scaling.figures[0]!, scaling.measurements, { theme: 'dark' })
  expect(lines.map(({ key, symbol }) => [key, symbol])).toEqual([
    ['threads', 'circle'],
    ['processes', 'rect'],
    ['ideal', undefined],
  ])
  expect(legendOf(crash.figures[0]!, [], { theme: 'dark' })).toEqual([])
})

test('a series has the colour of its model, unless another one is of that model too', () => {
  const series = (...models: (string | undefined)[]) => models.map((model, i) => point(`s${i}`, 1, 1, { model }))
  const colors = (...models: (string | undefined)[]) =>
    seriesOf({ points: series(...models) }, { theme: 'dark' }).map(({ color }) => color)
  expect(colors('threads', 'processes')).toEqual(
    (['thread', 'process'] as const).map((kind) => modelColor({ kind }, 'dark')),
  )
  expect(colors('threads', 'threads')).toEqual([0, 1].map((index) => workerColor(index, 'dark')))
  expect(colors('processes', undefined)).toEqual([0, 1].map((index) => workerColor(index, 'dark')))
})

test('what several legends say alike is shared', () => {
  const legends = scaling.figures.map((figure) => legendOf(figure, scaling.measurements, { theme: 'dark' }))
  expect(sharedEntries(legends).map(({ key }) => key)).toEqual(['threads', 'processes', 'ideal'])
  expect(sharedEntries(legends.slice(0, 1))).toEqual([])
  const other = legends[0]!.map((entry) => Object.assign({}, entry, { color: '#000000' }))
  expect(sharedEntries([legends[0]!, other])).toEqual([])
})

test('references of one label are one entry with all sources, and are told apart by these', () => {
  const [figure] = wallTime.figures
  const references = ['a book', 'a talk'].map((source) => ({
    kind: 'published' as const,
    label: 'published',
    source,
    points: [{ x: 'threads', value: 2 }],
  }))
  const same = { ...figure!, references } as Chart
  const legend = legendOf(same, wallTime.measurements, { theme: 'dark' })
  expect(legend.map(({ label, title }) => [label, title])).toEqual([['published', 'a book. a talk']])
  expect(figureTable(same, wallTime.measurements)!.columns.slice(-2)).toEqual(['a book', 'a talk'])
  expect(readOut(same, wallTime.measurements, [0, 1])!.lines.map(plain)).toContain('a talk: 2.00 s')
})

test('the table of a chart has every number of it, published ones too', () => {
  const { columns, rows } = figureTable(wallTime.figures[0]!, wallTime.measurements)!
  expect(columns).toEqual([
    'model',
    'Wall time',
    'lowest',
    'highest',
    ...(wallTime.figures[0] as Chart).references.map(({ label }) => label),
  ])
  expect(rows.map((row) => row.map(plain))[1]).toEqual([
    'threads',
    '2.31 s',
    '2.17 s',
    '2.49 s',
    '3.08 s',
    '3.70 s',
    '2.00 s',
  ])
  const preview = figureTable(wallTime.figures[0]!, previewOf(wallTime).measurements)!
  expect(preview.rows.map(([model, value]) => `${model} ${value}`)).toEqual([
    'sequential –',
    'threads –',
    'processes –',
  ])
  const sizes = figureTable(ipcCost.figures[0]!, ipcCost.measurements)!
  expect(sizes.rows).toHaveLength(25)
  expect(sizes.rows.at(-1)!.slice(0, 3).map(plain)).toEqual(['4.19 MB', 'manager', 'It was not reached.'])
})

test('the table of lanes has their share and their spans; that of a graph its edges', () => {
  const lanes = figureTable(gilHandoff.figures[0]!, [])!
  expect(plain(lanes.rows[6]!.join(' | '))).toBe(
    'GIL | 20 ms | 97 % of 100 ms | 5 | 0.0–19.4, 20.0–39.4, 40.0–59.4, 60.0–79.4, 80.0–99.4',
  )
  expect(lanes.rows[9]![2]).toBe('free-threaded build: there is no GIL')
  expect(figureTable(deadlock.figures[0]!, [])!.rows[0]).toEqual(['Thread-1', 'waits for', 'lock B', 'yes'])
  expect(figureTable(crash.figures[0]!, [])).toBeUndefined()
})

test('the read-out of bars is of the category that the pointer is at', () => {
  const hit = readOut(wallTime.figures[0]!, wallTime.measurements, [99, 1.2])!
  expect(hit).toMatchObject({ title: 'threads', x: 1 })
  expect(hit.lines.map(plain)).toEqual([
    'Wall time: 2.31 s, 2.17 s to 2.49 s',
    'published, older CPython: 3.08 s',
    'published, Beazley 2009: 3.70 s',
    'published, CPython 3.9: 2.00 s',
    'median of 3, lowest to highest',
  ])
  expect(readOut(wallTime.figures[0]!, wallTime.measurements, [0, 7])).toBeUndefined()
  expect(readOut(spawnCost.figures[0]!, spawnCost.measurements, [0, 5])!.lines).toEqual(['Start and join: needs Node'])
})

test('the read-out of lines is of the nearest x, by ratio on a log scale', () => {
  const readOutAt = (x: number) => readOut(convoy.figures[0]!, convoy.measurements, [x, 0])!
  expect(plain(readOutAt(2.5).title)).toBe('switch interval 5 ms')
  expect(plain(readOutAt(2.1).title)).toBe('switch interval 1 ms')
  expect(readOutAt(6).lines[0]).toMatch(/^beside a thread: 104\/s, /u)
})

test('the read-out of a histogram is of a bin, that of lanes of a span', () => {
  const bin = readOut(gilHandoff.figures[1]!, gilHandoff.measurements, [5.3, 0])!
  expect([bin.title, bin.lines[0]].map((words) => plain(words!))).toEqual(['hold time 5 ms to 5.5 ms', 'Holds: 160'])
  const lane = (ms: number, row: number) => readOut(gilHandoff.figures[0]!, [], [ms, row])!
  expect(lane(22, 6)).toMatchObject({ title: 'GIL, 20\u202fms'.replace('\u202f', ' ') })
  expect(plain(lane(22, 6).lines[0]!)).toBe('worker 2 for 19.4 ms from 20.0 ms')
  expect(plain(lane(22, 7).lines[0]!)).toBe('off at 22.0 ms')
  expect(lane(22, 9).lines).toEqual(['free-threaded build: there is no GIL'])
})

test('bins reach to the next one, the last as far as the one before', () => {
  const points = [4, 1, 2].map((x) => ({ series: '', x, value: x }))
  expect(binsOf({ points }, 'linear').map(({ from, to }) => [from, to])).toEqual([
    [1, 2],
    [2, 4],
    [4, 6],
  ])
  expect(binsOf({ points }, 'log').at(-1)).toMatchObject({ from: 4, to: 8 })
  expect(binsOf({ points: points.slice(0, 1) }, 'linear')).toEqual([{ from: 4, to: 5, value: 4 }])
})

test('nodes of a cycle stand in its order, the others after them', () => {
  const { nodes, edges } = deadlock.figures[0] as Graph
  const other = { id: 'c', label: 'lock C', kind: 'lock' } as const
  expect(inOrder({ nodes: [other, ...nodes], edges }).map(({ id }) => id)).toEqual(['t1', 'b', 't2', 'a', 'c'])
})
