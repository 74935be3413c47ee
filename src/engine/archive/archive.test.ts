import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sampleRun } from '../../testing/sample-run.ts'
import type { RunListing } from '../../contract/run-listing.ts'
import type { Run } from '../../contract/run.ts'
import { withDigest } from '../digest/digest.ts'
import { createArchive } from './archive.ts'
import { encodeRun } from './run-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coreglow-archive-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const whole = sampleRun({ repeat: 1, seconds: 0.2 })
const runAt = (second: number, change: Partial<Run> = {}): Run => ({
  ...whole,
  id: `2026112${second}T101500Z-io-wait-abcd`,
  createdAt: `2026-11-2${second}T10:15:00.000Z`,
  ...change,
})
const fileOf = (run: Run) => join(folder, 'runs', `${run.id}.json.gz`)

test('a run is kept, listed and read, also by another session', async () => {
  const archive = createArchive(folder)
  expect(await archive.list()).toEqual([])
  expect(await archive.save(runAt(1))).toEqual({ ok: true, path: fileOf(runAt(1)) })
  const listed = await createArchive(folder).list()
  expect(listed).toEqual(await archive.list())
  expect(listed).toEqual([
    {
      kind: 'run',
      status: 'finished',
      id: runAt(1).id,
      createdAt: runAt(1).createdAt,
      experiment: whole.experiment,
      title: whole.title,
      runtime: whole.runtime.label,
      host: whole.environments[0].host,
      pinned: false,
      verdict: whole.verdict.text,
      noisy: whole.verdict.noisy,
      bytes: statSync(fileOf(runAt(1))).size,
    },
  ])
  expect(await createArchive(folder).read(runAt(1).id)).toEqual(runAt(1))
  expect(readdirSync(join(folder, 'runs'))).toHaveLength(1)
})

test('newest first', async () => {
  const archive = createArchive(folder)
  for (const second of [2, 3, 1]) await archive.save(runAt(second))
  expect((await archive.list()).map((listing) => listing.id)).toEqual([3, 2, 1].map((second) => runAt(second).id))
})

test('files that cannot be read are listed with the reason, and not touched', async () => {
  const archive = createArchive(folder)
  for (const second of [1, 2, 3, 4]) await archive.save(runAt(second))
  const bytes = readFileSync(fileOf(runAt(1)))
  writeFileSync(fileOf(runAt(1)), bytes.subarray(0, bytes.length / 2))
  const flipped = Buffer.from(bytes)
  flipped[Math.floor(bytes.length / 2)]! ^= 1
  writeFileSync(fileOf(runAt(2)), flipped)
  renameSync(fileOf(runAt(3)), join(folder, 'runs', 'renamed.json.gz'))
  const before = readdirSync(join(folder, 'runs')).map((name) => readFileSync(join(folder, 'runs', name)))

  const listed = await archive.list()
  expect(listed.map(({ status }) => status).toSorted()).toEqual(['finished', 'unreadable', 'unreadable', 'unreadable'])
  const reasons = listed.flatMap((listing) => (listing.status === 'unreadable' ? [listing.reason] : []))
  expect(reasons).toEqual(reasons.map(() => expect.stringMatching(/^The file .*\.$/)))
  expect(listed.find((listing) => listing.id === runAt(2).id)?.createdAt).toBe('2026-11-22T10:15:00.000Z')
  await expect(archive.read(runAt(1).id)).rejects.toMatchObject({ code: 'storage' })
  expect(readdirSync(join(folder, 'runs')).map((name) => readFileSync(join(folder, 'runs', name)))).toEqual(before)
})

test.skipIf(process.platform === 'win32')('a pipe that nobody writes into is listed, and not waited for', async () => {
  mkdirSync(join(folder, 'runs'))
  execFileSync('/usr/bin/env', ['mkfifo', fileOf(runAt(1))])
  const archive = createArchive(folder)
  expect(await archive.list()).toMatchObject([
    { status: 'unreadable', reason: 'Not a regular file (a folder, pipe or device).' },
  ])
  await expect(archive.read(runAt(1).id)).rejects.toMatchObject({ code: 'storage' })
})

test('a file that is repaired, or damaged later, is read again', async () => {
  const archive = createArchive(folder)
  await archive.save(runAt(1))
  const bytes = readFileSync(fileOf(runAt(1)))
  expect((await archive.list())[0]?.status).toBe('finished')
  writeFileSync(fileOf(runAt(1)), 'x')
  expect((await archive.list())[0]?.status).toBe('unreadable')
  writeFileSync(fileOf(runAt(1)), bytes)
  expect((await archive.list())[0]?.status).toBe('finished')
})

test.each(['../runs/x', '/etc/passwd', '..', 'nothing-here'])('%s is an unknown run', async (id) => {
  await expect(createArchive(folder).read(id)).rejects.toMatchObject({ code: 'unknown-run' })
})

test('where nothing can be written the run is held, listed and read, and the reason told', async () => {
  writeFileSync(join(folder, 'runs'), 'a file where the folder should be')
  const archive = createArchive(folder)
  const saved = await archive.save(runAt(1))
  expect(saved).toMatchObject({ ok: false, reason: expect.stringContaining('Cannot save the run') })
  expect(await archive.read(runAt(1).id)).toEqual(runAt(1))
  expect(await archive.list()).toMatchObject([{ id: runAt(1).id, bytes: 0 }])
})

test('a failed run without results leaves no file; one with results does', async () => {
  const archive = createArchive(folder)
  expect(await archive.save(runAt(1, { status: 'failed', results: [] }))).toMatchObject({ ok: false })
  expect(await archive.save(runAt(2, { status: 'failed' }))).toMatchObject({ ok: true })
  expect(readdirSync(join(folder, 'runs'))).toHaveLength(1)
})

test('only the latest runs are held', async () => {
  writeFileSync(join(folder, 'runs'), '')
  const archive = createArchive(folder)
  for (let i = 0; i < 25; i++) await archive.save(runAt(1, { id: `run-${i}` }))
  expect(await archive.list()).toHaveLength(20)
  await expect(archive.read('run-0')).rejects.toMatchObject({ code: 'unknown-run' })
})

test('other files in the folder are not runs', async () => {
  mkdirSync(join(folder, 'runs'))
  writeFileSync(join(folder, 'runs', 'notes.txt'), 'mine')
  writeFileSync(join(folder, 'runs', '.x.json.gz.1.unfinished'), 'half')
  expect(await createArchive(folder).list()).toEqual([])
})

test('names, notes and pins are kept beside the run, whose file stays as it is', async () => {
  const archive = createArchive(folder)
  for (const second of [1, 2]) await archive.save(runAt(second))
  const before = readFileSync(fileOf(runAt(1)))
  await Promise.all([
    archive.annotate(runAt(1).id, { name: 'before the change', pinned: true }),
    archive.annotate(runAt(1).id, { note: 'on battery' }),
  ])
  const [first, second] = await createArchive(folder).list()
  expect(first).toMatchObject({ id: runAt(1).id, name: 'before the change', note: 'on battery', pinned: true })
  expect(second).toMatchObject({ id: runAt(2).id, pinned: false })
  expect(readFileSync(fileOf(runAt(1)))).toEqual(before)
  await expect(archive.annotate('nothing-here', { pinned: true })).rejects.toMatchObject({ code: 'unknown-run' })
})

test('notes that cannot be read are set aside, not overwritten', async () => {
  const archive = createArchive(folder)
  await archive.save(runAt(1))
  writeFileSync(join(folder, 'run-notes.json'), '{"broken":')
  expect(await archive.list()).toMatchObject([{ id: runAt(1).id, pinned: false }])
  await archive.annotate(runAt(1).id, { pinned: true })
  expect(await archive.list()).toMatchObject([{ pinned: true }])
  const aside = readdirSync(folder).filter((name) => name.startsWith('run-notes.json.broken-'))
  expect(aside.map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual(['{"broken":'])
})

test('what is removed can be put back, with what was said of it', async () => {
  const archive = createArchive(folder)
  await archive.save(runAt(1))
  await archive.annotate(runAt(1).id, { pinned: true })
  await archive.remove([runAt(1).id])
  expect(await archive.list()).toEqual([])
  await expect(archive.read(runAt(1).id)).rejects.toMatchObject({ code: 'unknown-run' })
  await expect(archive.remove([runAt(1).id])).rejects.toMatchObject({ code: 'unknown-run' })
  await createArchive(folder).restore([runAt(1).id])
  expect(await archive.list()).toMatchObject([{ id: runAt(1).id, pinned: true }])
  await expect(archive.remove(['../x'])).rejects.toMatchObject({ code: 'unknown-run' })
})

test('runs of another machine are imported once, marked as such; a changed or foreign file is refused', async () => {
  const archive = createArchive(folder)
  const digested = withDigest(runAt(1))
  const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
  expect(await archive.import(json([digested, runAt(2)]))).toEqual([digested.id, runAt(2).id])
  expect(await archive.import(await encodeRun(digested))).toEqual([digested.id])
  const listed = await archive.list()
  expect(listed).toHaveLength(2)
  expect(listed).toMatchObject([{ imported: expect.any(String) }, { imported: expect.any(String) }])
  expect(await archive.read(digested.id)).toEqual(digested)
  for (const wrong of [{ ...digested, title: 'x' }, { ...runAt(3), id: '../x' }, { x: 1 }, [digested, 1]]) {
    await expect(archive.import(json(wrong))).rejects.toMatchObject({ code: 'bad-params' })
  }
  expect(await archive.list()).toHaveLength(2)
})

test('a run that could not be saved is saved when there is room again', async () => {
  writeFileSync(join(folder, 'runs'), '')
  const archive = createArchive(folder)
  await archive.save(runAt(1))
  await expect(archive.saveHeld(runAt(1).id)).rejects.toMatchObject({ code: 'storage' })
  rmSync(join(folder, 'runs'))
  await archive.saveHeld(runAt(1).id)
  expect(await createArchive(folder).list()).toMatchObject([{ id: runAt(1).id }])
  await expect(archive.saveHeld(runAt(1).id)).rejects.toMatchObject({ code: 'unknown-run' })
})

test('the index is no truth: without it, damaged or of other files, the list is the same', async () => {
  const archive = createArchive(folder)
  for (const second of [1, 2]) await archive.save(runAt(second))
  const listed = await archive.list()
  const index = join(folder, 'runs-index.json')
  const written = readFileSync(index, 'utf8')
  expect(await createArchive(folder).list()).toEqual(listed)
  for (const text of ['', '{', '{"version":99,"entries":{}}', written.replaceAll('io-wait', 'x')]) {
    writeFileSync(index, text)
    expect(await createArchive(folder).list()).toEqual(listed)
  }
  rmSync(index)
  expect(await createArchive(folder).list()).toEqual(listed)
})

test('a long history lists from the index: no file of it is read again', async () => {
  const archive = createArchive(folder)
  await archive.save(runAt(1))
  const bytes = readFileSync(fileOf(runAt(1)))
  for (let i = 0; i < 2000; i++) writeFileSync(join(folder, 'runs', `copy-${i}.json.gz`), bytes)
  const cold = await timed(() => archive.list())
  const warm = await timed(() => createArchive(folder).list())
  expect(warm.listed).toEqual(cold.listed)
  expect(warm.listed).toHaveLength(2001)
  expect(warm.ms).toBeLessThan(cold.ms / 2)
})

async function timed(list: () => Promise<RunListing[]>) {
  const start = performance.now()
  const listed = await list()
  return { listed, ms: performance.now() - start }
}
