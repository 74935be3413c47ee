import { describe, expect, test } from 'vitest'
import { SAMPLE_PICTURES } from '../../../testing/sample-pictures.ts'
import { sampleRun } from '../../../testing/sample-run.ts'
import type { Run } from '../../../contract/run.ts'
import { EXPERIMENTS } from '../../experiments/index.ts'
import { ownFigures } from './figures.ts'
import { card } from './card.ts'
import { LAYOUTS, type CardShape } from './layout.ts'
import { type Box, type Item, textBox, type TextItem } from './svg.ts'

const experiments = EXPERIMENTS.map(({ experiment }) => experiment)
const SHAPES = Object.keys(LAYOUTS) as CardShape[]
const drawAs = (shape: CardShape, runs: readonly Run[]) => card({ runs, theme: 'dark', shape, experiments })
const draw = (...runs: Run[]) => drawAs('wide', runs)

const texts = (items: readonly Item[]) => items.filter((item): item is TextItem => item.kind === 'text')
const said = (...runs: Run[]) =>
  texts(draw(...runs).items)
    .map((item) => item.text)
    .join('\n')

function boxesOf(item: Item): readonly Box[] {
  if (item.kind === 'text') return [textBox(item)]
  if (item.kind === 'boxes') return item.boxes
  if (item.kind === 'rect' || item.kind === 'svg') return [item]
  return [{ ...item.from, width: item.to.x - item.from.x, height: item.to.y - item.from.y }]
}

const isInside = ({ x, y, width, height }: Box, outer: Pick<Box, 'width' | 'height'>) =>
  x >= 0 && y >= 0 && width >= 0 && height >= 0 && x + width <= outer.width && y + height <= outer.height

const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

const long = (words: string) => Array.from({ length: 40 }, () => words).join(' ')
const renamed = (run: Run): Run => ({
  ...run,
  title: long('A title that goes on'),
  verdict: {
    ...run.verdict,
    text: long('Threads took 1.03× the sequential time.'),
    published: 'As in the published figures for two waiting tasks; unlike the rest. '.repeat(4).trim(),
    noisy: true,
    reasons: [long('Noise.'), long('More.')],
  },
  runtime: { ...run.runtime, label: long('CPython') },
  environments: [{ ...run.environments[0], cpuModel: long('Processor'), os: long('System'), cpuQuota: 1.5 }],
  summary: run.summary.map((row) => Object.assign(row, { label: long(row.label) })),
})
const bare = (run: Run): Run => ({ ...run, results: [], summary: [], status: 'failed' })
const unsampled = (run: Run): Run => ({ ...run, recording: { ...run.recording, tNs: [], busy: [], steal: [] } })
const huge = (run: Run): Run => ({
  ...run,
  summary: run.summary.map((row) =>
    Object.assign(row, { min: 12_345.6, median: 23_456.7, max: 34_567.8, speedup: 1234.5, cpuMedian: 98_765.4 }),
  ),
})
const models = (count: number) => ['sequential', ...Array.from({ length: count - 1 }, (_, index) => `model-${index}`)]

const CASES: Readonly<Record<string, readonly Run[]>> = {
  'one run': [sampleRun()],
  'one model': [sampleRun({ models: ['threads'] })],
  'a single short trial': [sampleRun({ models: ['processes'], repeat: 1, seconds: 0.01 })],
  'the six runs': [sampleRun({ experiment: 'io-wait' }), sampleRun()],
  'two noisy runs with long texts': [
    sampleRun({ experiment: 'io-wait', change: renamed }),
    sampleRun({ change: renamed }),
  ],
  'long texts': [sampleRun({ change: renamed })],
  '64 workers on 128 cores': [sampleRun({ workers: 64, cores: 128, repeat: 1, seconds: 0.08 })],
  'two of 64 workers on 128 cores': [1, 2].map(() => sampleRun({ workers: 64, cores: 128, repeat: 1, seconds: 0.05 })),
  'one core': [sampleRun({ cores: 1, workers: 1 })],
  '8 models': [sampleRun({ models: models(8) })],
  '40 models': [sampleRun({ models: models(40), repeat: 1, seconds: 0.08 })],
  'two of 20 models': [1, 2].map(() => sampleRun({ models: models(20), repeat: 1, seconds: 0.1 })),
  'many models beside few': [sampleRun({ models: models(10), repeat: 1 }), sampleRun()],
  'missing frames': [sampleRun({ dropEvery: 3 })],
  'no frames': [sampleRun({ change: unsampled })],
  'a failed run without results': [sampleRun({ change: bare, status: 'failed' })],
  'a stopped run beside a finished one': [sampleRun({ status: 'stopped', models: ['sequential'] }), sampleRun()],
  'hours of wall time': [sampleRun({ change: huge })],
}

const SHAPED = SHAPES.flatMap((shape) => Object.entries(CASES).map(([name, runs]) => [shape, name, runs] as const))

describe.each(SHAPED)('%s: %s', (as, _, runs) => {
  const { items, ...size } = drawAs(as, runs)
  test('stays inside the card', () => {
    expect(items.flatMap(boxesOf).filter((box) => !isInside(box, size))).toEqual([])
  })
  test('has no text over another, and none too small to read when projected', () => {
    const all = texts(items)
    const boxes = all.map(textBox)
    const clashes = boxes.flatMap((a, i) =>
      boxes.flatMap((b, j) => (j > i && overlap(a, b) ? [[all[i]!.text, all[j]!.text]] : [])),
    )
    expect(clashes).toEqual([])
    expect(Math.min(...all.map((item) => item.size))).toBeGreaterThanOrEqual(20)
  })
  test('has no bar, lane or core over a text', () => {
    const words = texts(items).map(textBox)
    const shapes = items.flatMap((item) =>
      item.kind === 'boxes' || (item.kind === 'rect' && item.radius === 3) ? boxesOf(item) : [],
    )
    expect(shapes.filter((shape) => words.some((word) => overlap(shape, word)))).toEqual([])
  })
})

test('a card says what was measured, on what, when, and with what', () => {
  const words = said(sampleRun({ noise: ['Another program used 0.6 of a core.'] }))
  for (const part of [
    'Two tasks that count down to zero',
    'CPython 3.13.0 · GIL on',
    'AMD Ryzen 7',
    '8 cores',
    'Debian',
    '2026-11-22 10:03 UTC',
    'Coreglow 0.1.0',
    'sequential',
    'threads',
    'processes',
    '2 workers',
    'noisy',
    'Another program',
    'scaled to sequential = 1',
    'As in the published figures for CPython 3.9.',
  ]) {
    expect(words).toContain(part)
  }
})

test('no model is left out while there is room for all, and what is left out is counted', () => {
  const run = (count: number) => sampleRun({ models: models(count), repeat: 1, seconds: 0.1 })
  const shown = said(run(10), sampleRun())
  for (const model of models(10)) expect(shown).toContain(model)
  expect(said(run(40))).toMatch(/and \d+ more models/)
})

test('a model without a result says so, a measured zero is a zero', () => {
  const run = sampleRun({ models: ['sequential'], status: 'stopped' })
  const threads = { ...run.plan.variants[0]!, id: 'threads', label: 'threads', model: 'threads' }
  const words = said({ ...run, plan: { ...run.plan, variants: [...run.plan.variants, threads] } })
  expect(words).toContain('not measured: the run was stopped')
  expect(words).toContain('0\u202fs')
  expect(words).not.toContain('NaN')
})

test('a stopped run claims no more trials than it had', () => {
  const fewer = (run: Run): Run => ({
    ...run,
    summary: run.summary.map((row, index) => Object.assign(row, { trials: index === 0 ? 2 : 1 })),
  })
  expect(said(sampleRun({ change: fewer, status: 'stopped' }))).toContain('median of 1 to 2')
  expect(said(sampleRun())).toContain('median of 3')
})

test('published bars are scaled so that the sequential one is ours', () => {
  const { items } = draw(sampleRun())
  const dashed = items.flatMap((item) => (item.kind === 'rect' && item.dashed ? [item.width] : []))
  const bars = items.flatMap((item) =>
    item.kind === 'rect' && item.radius === 3 && item.opacity === undefined ? [item.width] : [],
  )
  expect(dashed).toHaveLength(3)
  expect(bars).toContain(dashed[0])
  expect(dashed[1]! / dashed[0]!).toBeCloseTo(40 / 26)
  expect(dashed[2]! / dashed[0]!).toBeCloseTo(12 / 26)
})

test('the six runs carry that name, and the order does not matter', () => {
  const runs = [sampleRun(), sampleRun({ experiment: 'io-wait' })] as const
  expect(said(...runs)).toContain('The six runs')
  expect(said(sampleRun(), sampleRun())).not.toContain('The six runs')
})

test('two runtimes on one card are told apart', () => {
  const free: Run['runtime'] = { ...sampleRun().runtime, label: 'CPython 3.13.0 · free-threaded', gilEnabled: false }
  const words = said(sampleRun(), sampleRun({ change: (run) => ({ ...run, runtime: free }) }))
  expect(words.split('\n')).toContain('CPython 3.13.0 · free-threaded · GIL off')
})

describe.each(SHAPES)('%s', (shape) => {
  test.each(Object.entries(SAMPLE_PICTURES))('the figures of %s take the place of the table', (_, picture) => {
    const run = { ...sampleRun(), ...picture }
    const { items, ...size } = drawAs(shape, [run])
    expect(items.flatMap(boxesOf).filter((box) => !isInside(box, size))).toEqual([])
    const shown = texts(items).map((item) => item.text)
    for (const { title } of ownFigures(run)) {
      expect(shown.filter((text) => text.startsWith(title.slice(0, 12)))).not.toEqual([])
    }
    const drawn = items.filter(({ kind }) => kind === 'svg')
    expect(drawn).toHaveLength(ownFigures(run).filter(({ kind }) => kind !== 'grid').length)
  })
})

test('figures that have no room are named, and the others can be read', () => {
  const many = (count: number): Run => {
    const [figure] = SAMPLE_PICTURES.scaling.figures
    const figures = Array.from({ length: count }, (_, index) => ({ ...figure!, title: `Figure ${index + 1}` }))
    return { ...sampleRun({ noise: ['Noise.'] }), ...SAMPLE_PICTURES.scaling, figures }
  }
  for (const shape of SHAPES) {
    const { items } = drawAs(shape, [many(12)])
    const drawn = items.filter((item) => item.kind === 'svg')
    expect(Math.min(...drawn.map(({ height }) => height))).toBeGreaterThan(180)
    const named = Array.from({ length: 12 - drawn.length }, (_, index) => `Figure ${drawn.length + index + 1}`)
    expect(texts(items).map(({ text }) => text)).toContain(`Not shown here: ${named.join(' · ')}`)
    const few = drawAs(shape, [many(4)])
    expect(few.items.filter(({ kind }) => kind === 'svg')).toHaveLength(4)
  }
})
