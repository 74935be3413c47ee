import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect } from 'playwright/test'
import type { TraceEvent } from '../src/engine/export/trace.ts'
import { pngTexts } from '../src/contract/png-text.ts'
import { coreglow, ITEMS, NAMES, PICTURES, test, type Name } from './exports.ts'
import { csvRecords } from '../src/testing/csv.ts'
import { readPdf } from '../src/testing/pdf.ts'
import { root } from './host.ts'
import { expectPicture } from './picture.ts'
import { collectComplaints } from './test.ts'

/** With another last digit of the number in its middle. */
function withOtherNumber(bytes: Buffer): Buffer {
  const numbers = [...bytes.toString('latin1').matchAll(/(?<!sha\d*)\d+(?:\.\d+)?(?=[\s,<"\]}])/g)]
  const { 0: number, index } = numbers[numbers.length >> 1]!
  const changed = Buffer.from(bytes)
  const lastDigit = index + number.length - 1
  changed[lastDigit] = changed[lastDigit] === 0x31 ? 0x32 : 0x31
  return changed
}

test('verify: data is intact until a number in it is changed; a picture says which run it is of', ({ exports }) => {
  const { files, folder, dataFolder, run } = exports
  for (const name of NAMES) {
    const path = join(folder, files[name].name)
    const { status, text } = coreglow(['verify', path], dataFolder)
    if (PICTURES.has(name)) {
      expect([name, status, text]).toEqual([name, 2, expect.stringContaining(run.sha256!)])
      continue
    }
    expect([name, status, text]).toEqual([name, 0, expect.stringMatching(/^Intact: the SHA-256 matches /)])
    writeFileSync(join(folder, 'changed'), withOtherNumber(files[name].bytes))
    expect([name, coreglow(['verify', join(folder, 'changed')], dataFolder).status]).toEqual([name, 1])
  }
})

test('the terminal writes the same files', ({ exports }) => {
  const { run, files, folder, dataFolder } = exports
  const output = join(folder, 'out.bin')
  const same = (name: Name, path: string) => expect(readFileSync(path).equals(files[name].bytes), name).toBe(true)
  for (const name of NAMES) {
    const options = ITEMS[name]
    if (options === undefined) continue
    const { status, text } = coreglow(['export', run.id, ...options.split(' '), '--output', output], dataFolder)
    expect([name, status, text.split('\n')[0]]).toEqual([name, 0, output])
    same(name, output)
  }
  same('CSV of spans', join(folder, 'out-spans.bin'))
  same('CSV of samples', join(folder, 'out-samples.bin'))
})

const SIZES = [
  ['Run card', { width: 1920, height: 1080 }],
  ['Square card', { width: 1200, height: 1200 }],
] as const

for (const [card, size] of SIZES) {
  test(`${card}: PNG and SVG`, async ({ page, exports: { run, files } }) => {
    const { bytes } = files[`${card} PNG`]
    await expectPicture(page, bytes, size)
    expect(pngTexts(bytes)).toMatchObject({
      Title: `Coreglow: ${run.title}`,
      'Creation Time': run.createdAt,
      Description: expect.stringContaining(run.runtime.label),
      run_sha256: run.sha256,
    })
    const svg = files[`${card} SVG`].bytes.toString()
    const words = await page.evaluate((text) => {
      const { documentElement: top } = new DOMParser().parseFromString(text, 'image/svg+xml')
      if (top.querySelector('parsererror') !== null) return top.textContent
      return [top.getAttribute('viewBox'), ...[...top.querySelectorAll('text')].map((element) => element.textContent)]
    }, svg)
    expect(words).toEqual(
      expect.arrayContaining([`0 0 ${size.width} ${size.height}`, run.title, 'threads', 'processes', 'wall time']),
    )
  })
}

test('window picture: the screen, with what it is of below it and in the file', async ({ page, exports }) => {
  const { run, files } = exports
  const { bytes } = files['Window picture PNG']
  await expectPicture(page, bytes)
  expect(bytes.readUInt32BE(16)).toBe(1280)
  expect(bytes.readUInt32BE(20)).toBeGreaterThan(800 + 18)
  expect(pngTexts(bytes)).toMatchObject({ Title: `Coreglow: ${run.title}`, run_sha256: run.sha256 })
})

test('PDF: a page of text in its own fonts', ({ exports: { run, files } }) => {
  const { pages, fonts, texts, info } = readPdf(files['PDF page'].bytes)
  expect([pages.length, fonts.length]).toEqual([1, 3])
  const shown = texts.join('\n')
  for (const part of [run.title, 'threads', run.environments[0].app.version, run.sha256!]) expect(shown).toContain(part)
  expect(info).toMatchObject({
    Title: `Coreglow: ${run.title}`,
    Subject: expect.stringContaining(run.environments[0].cpuModel),
  })
})

test('CSV: columns with their units, a row for each thing', ({ exports: { run, files } }) => {
  const rows = (name: Name) => csvRecords(files[name].bytes.toString())
  const workers = run.results.flatMap((trial) => trial.workers)
  const results = rows('CSV of results')
  expect(results.map((row) => Number(row['worker_start_ns']))).toEqual(workers.map(({ startNs }) => startNs))
  expect(results.map((row) => Number(row['wall_seconds']))).toEqual(
    run.results.flatMap(({ wallSeconds, workers: trialWorkers }) => trialWorkers.map(() => wallSeconds)),
  )
  const spans = workers.reduce((sum, { running = [] }) => sum + running.length / 2, 0)
  const states =
    run.activity?.windows.reduce((sum, { rows: { ns }, gils }) => sum + ns.length + 2 * gils.length, 0) ?? 0
  expect(rows('CSV of spans')).toHaveLength(Math.max(1, spans + states))
  const samples = rows('CSV of samples')
  const { tNs, busy, rows: recorded } = run.recording
  expect(samples).toHaveLength(1 + tNs.length * busy.length + recorded.frame.length)
  expect(Object.keys(samples[0]!)).toEqual(expect.arrayContaining(['t_ns', 'busy_share', 'cpu_ns', 'rss_bytes']))
})

test('JSON: as the published schema says', ({ exports: { files } }) => {
  const schema = JSON.parse(readFileSync(join(root, 'docs', 'run.schema.json'), 'utf8')) as object
  const validate = new Ajv2020({ strict: false }).compile(schema)
  validate(JSON.parse(files.JSON.bytes.toString()))
  expect(validate.errors).toBeNull()
  expect(validate({ schemaVersion: 3 })).toBe(false)
})

/** What the Trace Event Format demands of each sort of event, and every one that it knows the name of. */
const DEMANDED: Readonly<Record<string, (event: TraceEvent) => boolean>> = {
  X: ({ ts = -1, dur = -1 }) => ts >= 0 && dur >= 0,
  C: ({ ts = -1, args = {} }) => ts >= 0 && Object.values(args).every((value) => typeof value === 'number'),
  i: ({ ts = -1, s }) => ts >= 0 && (s === 't' || s === 'p'),
  M: ({ name, args = {} }) =>
    /^(process|thread)_name$/.test(name) ? typeof args['name'] === 'string' : typeof args['sort_index'] === 'number',
}

test('trace: events as their format demands, each on a track with a name, and the run read back', ({ exports }) => {
  const { run, files } = exports
  const { traceEvents: events, otherData } = JSON.parse(files['Perfetto trace'].bytes.toString()) as {
    traceEvents: TraceEvent[]
    otherData: object
  }
  expect(otherData).toMatchObject({ run: run.id, run_sha256: run.sha256, noise: expect.any(String) })
  const isPlaced = ({ name, pid, tid }: TraceEvent) =>
    name !== '' && pid > 0 && tid > 0 && pid < 2 ** 32 && tid < 2 ** 32
  expect(events.filter((event) => !isPlaced(event) || !DEMANDED[event.ph]?.(event))).toEqual([])

  const names = (kind: string, id: 'pid' | 'tid') =>
    new Map(
      events.filter(({ ph, name }) => ph === 'M' && name === kind).map((event) => [event[id], event.args!['name']]),
    )
  const [processes, threads] = [names('process_name', 'pid'), names('thread_name', 'tid')]
  const slices = events.filter(({ ph }) => ph === 'X')
  expect(slices.filter(({ pid, tid }) => !processes.has(pid) || !threads.has(tid))).toEqual([])
  expect([...threads.values()]).toEqual(expect.arrayContaining(run.recording.busy.map((_, core) => `core ${core}`)))

  const workers = run.results.flatMap((trial) => trial.workers)
  const read = slices.filter(({ name }) => /^worker \d+$/.test(name))
  expect(read.map(({ pid, tid, dur }) => [pid, tid, Math.round(dur! * 1000)])).toEqual(
    workers.map(({ pid, tid, startNs, endNs }) => [pid, tid, endNs - startNs]),
  )
  const counters = new Set(events.filter(({ ph }) => ph === 'C').map(({ name }) => name))
  expect([...counters].toSorted()).toEqual(['busy %', 'resident memory, bytes'])
  const hasGil = workers.some(({ gil }) => gil !== undefined)
  expect([...threads.values()].some((name) => /^GIL \d/.test(String(name)))).toBe(hasGil)
})

test('report: opened from disk without a network, on the screen and on paper', async ({ browser, exports }) => {
  const { run, files, folder } = exports
  const context = await browser.newContext({ offline: true })
  const page = await context.newPage()
  const complaints: string[] = []
  const asked: string[] = []
  collectComplaints(page, complaints)
  page.on('request', (request) => asked.push(request.url()))
  const address = String(pathToFileURL(join(folder, files['Report HTML'].name)))
  await page.goto(address)
  for (const media of ['screen', 'print'] as const) {
    await page.emulateMedia({ media })
    await expect(page.getByText(run.verdict.text).first()).toBeVisible()
    const figures = page.locator('figure svg:not(svg svg)')
    expect(await figures.count()).toBeGreaterThanOrEqual(2)
    for (const figure of await figures.all()) {
      const { width = 0, height = 0 } = (await figure.boundingBox()) ?? {}
      expect([width > 200, height > 100]).toEqual([true, true])
    }
    await expect(page.getByRole('row').filter({ hasText: 'processes' }).first()).toContainText('×')
  }
  const data = await page.locator('script[data-run]').evaluate((script) => script.textContent)
  expect(JSON.parse(data ?? '')).toEqual(JSON.parse(files.JSON.bytes.toString()))
  expect({ complaints, asked }).toEqual({ complaints: [], asked: [address] })
  await context.close()
})

test('video: plays, small', async ({ page, exports: { run, files } }) => {
  const { bytes } = files['Video WebM']
  const video = await page.evaluate(play, bytes.toString('base64'))
  const last = Math.max(...run.results.map(({ endNs }) => endNs))
  const seconds = (last - Math.min(...run.results.map(({ startNs }) => startNs))) / 1e9
  expect(video).toMatchObject({ width: 960, height: 540, ended: true })
  expect(Math.abs(video.duration - seconds)).toBeLessThan(0.2)
  expect(bytes.length).toBeLessThan((5 * 2 ** 20 * Math.max(1, seconds)) / 10)
})

/** In a page: to the end, at the highest speed. */
async function play(base64: string) {
  const video = document.createElement('video')
  video.muted = true
  video.src = `data:video/webm;base64,${base64}`
  video.playbackRate = 8
  await video.play()
  if (!video.ended) await new Promise((resolve) => video.addEventListener('ended', resolve, { once: true }))
  const { videoWidth: width, videoHeight: height, duration, ended } = video
  return { width, height, duration, ended }
}
