import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Run } from '../../contract/run.ts'
import { sampleRun } from '../../testing/sample-run.ts'
import { createArchive } from '../archive/archive.ts'
import { digestMatches } from '../digest/digest.ts'
import { programs } from '../testing.ts'
import { createRecords, type Records } from './records.ts'
import { createSave } from './save.ts'

let dataFolder: string
let records: Records
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'coreglow-records-'))
  records = createRecords(new URL('records.js', programs), { dataFolder })
})
afterEach(async () => {
  await records.close()
  rmSync(dataFolder, { recursive: true, force: true })
})

const run = sampleRun({ repeat: 1, seconds: 0.2 })
const json = { type: 'export', path: undefined, format: 'json', theme: 'light' } as const
/** An export to a file of the folder. */
const asJson = (name = 'run.json') => ({ ...json, to: join(dataFolder, name) })

/** A run as it is after a minute with 64 tasks at 20 Hz: 76,800 rows. */
function bigRun(): Run {
  const rows = 76_800
  const column = (value: (row: number) => number) => Array.from({ length: rows }, (_, row) => value(row))
  const counter = column((row) => row * 1013)
  return {
    ...run,
    recording: {
      ...run.recording,
      rows: {
        frame: column((row) => Math.floor(row / 64) % run.recording.tNs.length),
        task: column((row) => row % run.recording.tasks.length),
        state: column(() => 1),
        core: column((row) => row % 2),
        cpuNs: counter,
        runQueueNs: counter,
        rssBytes: counter,
        voluntarySwitches: counter,
        involuntarySwitches: counter,
      },
    },
  }
}

test('a saved run and one that is only in memory are exported, imported and compared', async () => {
  await createArchive(dataFolder).save(run)
  const { path, fileName } = await records.run({ ...asJson(), records: [run.id] })
  expect(path).toBe(asJson().to)
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(run)
  expect((await records.run({ ...asJson('held.json'), records: [run] })).fileName).toBe(fileName)
  rmSync(join(dataFolder, 'runs'), { recursive: true })
  expect(await records.run({ type: 'import', path })).toEqual({ ids: [run.id] })
  const { labels } = await records.run({
    type: 'compare',
    records: [{ source: run.id, name: 'Mine' }, { source: run }],
  })
  expect(labels).toHaveLength(2)
  expect(await records.run({ type: 'verify', path })).toMatchObject({ result: expect.any(String) })
})

test('a run is sealed and saved in the thread; one that cannot be saved is held here', async () => {
  const archive = createArchive(dataFolder)
  const save = createSave(records, archive)
  const { sha256: _, ...bare } = bigRun()
  const { record, saved } = await save(bare)
  expect(saved).toEqual({ ok: true, path: join(archive.folder, `${run.id}.json.gz`) })
  expect(digestMatches(record)).toBe(true)
  expect(await archive.read(run.id)).toEqual(JSON.parse(JSON.stringify(record)))
  rmSync(archive.folder, { recursive: true })
  writeFileSync(archive.folder, 'not a folder')
  expect((await save(bare)).saved).toEqual({ ok: false, reason: expect.stringContaining(archive.folder) })
  expect(archive.held(run.id)).toEqual(record)
})

test('without its thread a run is saved all the same', async () => {
  const archive = createArchive(dataFolder)
  const save = createSave(createRecords(new URL('file:///no-such-thread.js'), { dataFolder }), archive)
  const { record, saved } = await save(run)
  expect(saved.ok).toBe(true)
  expect(digestMatches(await archive.read(record.id))).toBe(true)
})

test('what is measured is saved before an export that was asked for earlier has ended', async () => {
  const order: string[] = []
  await createArchive(dataFolder).save(bigRun())
  const exports = [1, 2, 3].map((index) =>
    records.run({ ...asJson(`${index}.json`), records: [run.id] }).then(() => order.push('export')),
  )
  const saving = records.run({ type: 'save', record: run }).then(() => order.push('save'))
  await Promise.all([...exports, saving])
  expect(order.indexOf('save')).toBeLessThan(3)
})

test('what a user can cause keeps its code and its field', async () => {
  await expect(records.run({ ...asJson(), records: ['no-such-run'] })).rejects.toMatchObject({ code: 'unknown-run' })
  const empty = join(dataFolder, 'empty.json')
  writeFileSync(empty, '{}')
  const badFile = { code: 'bad-params', path: 'params.path' }
  for (const path of [empty, join(dataFolder, 'nowhere.json'), dataFolder]) {
    await expect(records.run({ ...asJson(), records: [], path })).rejects.toMatchObject(badFile)
    await expect(records.run({ type: 'import', path })).rejects.toMatchObject(badFile)
  }
  const to = join(dataFolder, 'nowhere', 'run.json')
  await expect(records.run({ ...json, records: [run], to })).rejects.toMatchObject({ code: 'storage' })
})

test('the thread that serves the page goes on while a big run is exported', async () => {
  await createArchive(dataFolder).save(bigRun())
  await records.run({ type: 'verify', path: import.meta.filename })
  let longestMs = 0
  let last = performance.now()
  const turn = setInterval(() => {
    const now = performance.now()
    longestMs = Math.max(longestMs, now - last)
    last = now
  }, 1)
  const begun = performance.now()
  const { path } = await records.run({ ...asJson(), records: [run.id] })
  const tookMs = performance.now() - begun
  clearInterval(turn)
  expect(statSync(path).size).toBeGreaterThan(3e6)
  // Here it would be one task that lasts nearly as long as all of it.
  expect(longestMs).toBeLessThan(tookMs / 2)
})

test('a thread that cannot start fails its jobs, not the engine', async () => {
  const broken = createRecords(new URL('file:///no-such-thread.js'), { dataFolder })
  await expect(broken.run({ type: 'verify', path: import.meta.filename })).rejects.toMatchObject({ code: 'run-failed' })
})

test('without work the thread ends, and starts again', async () => {
  const quick = createRecords(new URL('records.js', programs), { dataFolder }, 20)
  await quick.run({ type: 'verify', path: import.meta.filename })
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(await quick.run({ type: 'verify', path: import.meta.filename })).toMatchObject({ text: expect.any(String) })
  await quick.close()
})
