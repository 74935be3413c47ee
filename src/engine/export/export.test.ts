import { Resvg } from '@resvg/resvg-js'
import { parse } from 'valibot'
import { describe, expect, test } from 'vitest'
import { sampleRun } from '../../testing/sample-run.ts'
import { EXPORT_FORMATS } from '../../contract/procedures.ts'
import { type Run, RunSchema } from '../../contract/run.ts'
import { formatSeconds } from '../../contract/text.ts'
import { verify } from '../digest/verify.ts'
import { withDigest } from '../digest/digest.ts'
import { exportRuns } from './export.ts'

const six = [sampleRun({ experiment: 'io-wait' }), sampleRun()]
/** 20 spans of each worker. */
const running = Array.from({ length: 40 }, (_, index) => index * 1e6)
const spanned = (run: Run): Run => ({
  ...run,
  results: run.results.map((trial) => {
    const workers = trial.workers.map((worker) => Object.assign({}, worker, { running, gil: '1' }))
    return Object.assign({}, trial, { workers })
  }),
})
const withSpans = withDigest(sampleRun({ change: spanned }))
const text = (bytes: Uint8Array) => new TextDecoder('utf-8', { fatal: true }).decode(bytes)
const nasty = `<script>&"'=1\u0000\uD800 ]]>`

/** Formats that hold one run. */
const OF_ONE: ReadonlySet<string> = new Set(['trace', 'webm'])

describe.each(EXPORT_FORMATS)('%s', (format) => {
  test('has a name that every file system takes, and bytes', async () => {
    const change = (run: Run) => ({
      ...spanned(run),
      createdAt: 'C:\\..\\a?b',
      runtime: { ...run.runtime, id: 'a/b:c*' },
    })
    const brief = { repeat: 1, seconds: 0.2, models: ['sequential'] }
    const several = OF_ONE.has(format) ? [] : [six]
    for (const runs of [[sampleRun({ ...brief, change: spanned })], ...several, [sampleRun({ ...brief, change })]]) {
      const file = await exportRuns(runs, format, 'dark')
      expect(file.fileName).toMatch(/^coreglow-[\w-]+(\.[\w-]+)*\.(png|svg|pdf|csv|json|html|webm)$/)
      expect(file.bytes.length).toBeGreaterThan(1000)
    }
  })
  test.runIf(OF_ONE.has(format))('refuses several runs', async () => {
    await expect(exportRuns(six, format, 'dark')).rejects.toMatchObject({ code: 'bad-params' })
  })
  test('refuses no run at all', async () => {
    await expect(exportRuns([], format, 'dark')).rejects.toMatchObject({ code: 'bad-params' })
  })
})

test('names say what, when and on what', async () => {
  expect((await exportRuns(six, 'json', 'dark')).fileName).toBe('coreglow-six-runs-2026-11-22-1003-cpython-3.13.0.json')
  const { fileName } = await exportRuns([sampleRun()], 'csv-samples', 'dark')
  expect(fileName).toBe('coreglow-cpu-countdown-2026-11-22-1003-cpython-3.13.0-samples.csv')
})

describe.each(['dark', 'light'] as const)('a card in %s', (theme) => {
  test('as PNG has the size of a slide, and a picture on it', async () => {
    const { bytes, mediaType } = await exportRuns([sampleRun()], 'card-png', theme)
    expect(mediaType).toBe('image/png')
    const png = Buffer.from(bytes)
    expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1920, 1080])
    const pixels = new Uint32Array(new Uint8Array(pixelsOf(png)).buffer)
    expect(new Set(pixels).size).toBeGreaterThan(200)
  })
  test('is the same each time', async () => {
    const [first, second] = [await exportRuns(six, 'card-png', theme), await exportRuns(six, 'card-png', theme)]
    expect(Buffer.from(first.bytes).equals(Buffer.from(second.bytes))).toBe(true)
  })
})

/** Decodes a PNG by drawing it. */
function pixelsOf(png: Buffer): Buffer {
  const image = `<image width="1920" height="1080" href="data:image/png;base64,${png.toString('base64')}"/>`
  return new Resvg(`<svg xmlns="http://www.w3.org/2000/svg" width="1920" height="1080">${image}</svg>`).render().pixels
}

test('themes differ', async () => {
  const [dark, light] = [await exportRuns(six, 'card-svg', 'dark'), await exportRuns(six, 'card-svg', 'light')]
  expect(text(dark.bytes)).not.toBe(text(light.bytes))
})

test('a card as SVG is well-formed whatever the names hold, and executes none of it', async () => {
  const change = (run: Run): Run => ({
    ...run,
    title: nasty,
    verdict: { ...run.verdict, text: nasty, noisy: true, reasons: [nasty] },
  })
  const run = sampleRun({ change, workers: 12 })
  const svg = text((await exportRuns([run], 'card-svg', 'light')).bytes)
  expect(new Resvg(svg).width).toBe(1920)
  expect(svg).toContain('&lt;script&gt;&amp;&quot;')
  expect(svg).not.toContain('<script')
  expect(svg).not.toContain('\u0000')
  expect(svg).toMatch(/font-family="Inter, .*sans-serif"/)
  for (const row of run.summary) expect(svg).toContain(`>${formatSeconds(row.median)}<`)
})

test('a card of more runs than it holds is refused with what would be right', async () => {
  await expect(exportRuns([...six, ...six], 'card-svg', 'dark')).rejects.toMatchObject({
    code: 'bad-params',
    path: 'params.ids',
  })
})

test('JSON is the run, or an array of runs', async () => {
  const single = JSON.parse(text((await exportRuns([six[0]!], 'json', 'dark')).bytes)) as unknown
  expect(parse(RunSchema, single)).toEqual(JSON.parse(JSON.stringify(six[0])))
  const both = JSON.parse(text((await exportRuns(six, 'json', 'dark')).bytes)) as unknown[]
  expect(both.map((run) => parse(RunSchema, run).experiment)).toEqual(['io-wait', 'cpu-countdown'])
})

test.each([
  'html',
  'card-svg',
  'square-svg',
  'pdf',
  'csv-results',
  'csv-samples',
  'csv-spans',
  'json',
  'trace',
] as const)('%s matches its SHA-256 until something in it is changed', async (format) => {
  const { bytes } = await exportRuns([withSpans], format, 'light')
  expect(await verify(bytes)).toMatchObject({ result: 'intact' })
  // First digits of numbers: the seventeenth may make no other number.
  const digits = [
    ...Buffer.from(bytes)
      .toString('latin1')
      .matchAll(/(?<![\d.])[1-8](?=[.,]?\d*[^0-9a-f])/g),
  ].map(({ index }) => index)
  for (const offset of [0.1, 0.5, 0.9].map((share) => digits[Math.floor(digits.length * share)]!)) {
    const changed = bytes.slice()
    changed[offset]! += 1
    expect((await verify(changed)).result).not.toBe('intact')
  }
})

test.each(['card-png', 'square-png', 'webm'] as const)(
  '%s names its run, and that it carries none of its data',
  async (format) => {
    const brief = withDigest(sampleRun({ repeat: 1, seconds: 0.2 }))
    const { bytes } = await exportRuns([brief], format, 'light')
    const { result, text: sentence } = await verify(bytes)
    expect(result).toBe('nothing')
    expect(sentence).toContain(brief.sha256)
    expect(sentence).toContain('holds none of the data')
  },
)

test('a PNG that is damaged is no picture any more', async () => {
  const { bytes } = await exportRuns([sampleRun()], 'square-png', 'light')
  expect(await verify(bytes.subarray(0, -20))).toEqual({ result: 'changed', text: 'The PNG file is truncated.' })
})

test('a report holds words, tables and the whole data, and asks for nothing from elsewhere', async () => {
  const html = text((await exportRuns(six, 'html', 'light')).bytes)
  for (const run of six) expect(html).toContain(run.verdict.text)
  const data = [...html.matchAll(/<script type="application\/json"[^>]*>([^<]*)<\/script>/g)].map(([, json]) => json!)
  expect(data.map((json) => parse(RunSchema, JSON.parse(json)).experiment)).toEqual(
    six.map(({ experiment }) => experiment),
  )
  expect(html.match(/<script(?! type="application\/json")|<link|<img|@import|(?:src|href)=/)).toBeNull()
})

test('a report shows what names hold, and runs none of it', async () => {
  const change = (run: Run) => ({ ...run, title: nasty, verdict: { ...run.verdict, text: nasty } })
  const html = text((await exportRuns([sampleRun({ change })], 'html', 'light')).bytes)
  expect(html).not.toContain('<script>&')
  expect(html).toContain('&lt;script&gt;')
})
