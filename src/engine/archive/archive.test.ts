import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sampleRun } from '../../../e2e/fixtures/sample-run.ts'
import type { Run } from '../../contract/run.ts'
import { createArchive } from './archive.ts'

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
  expect(await archive.keep(runAt(1))).toEqual({ ok: true, path: fileOf(runAt(1)) })
  const listed = await createArchive(folder).list()
  expect(listed).toEqual(await archive.list())
  expect(listed).toEqual([
    {
      status: 'finished',
      id: runAt(1).id,
      createdAt: runAt(1).createdAt,
      experiment: whole.experiment,
      title: whole.title,
      runtime: whole.runtime.label,
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
  for (const second of [2, 3, 1]) await archive.keep(runAt(second))
  expect((await archive.list()).map((one) => one.id)).toEqual([3, 2, 1].map((second) => runAt(second).id))
})

test('files that cannot be read are listed with the reason, and not touched', async () => {
  const archive = createArchive(folder)
  for (const second of [1, 2, 3, 4]) await archive.keep(runAt(second))
  const bytes = readFileSync(fileOf(runAt(1)))
  writeFileSync(fileOf(runAt(1)), bytes.subarray(0, bytes.length / 2))
  const flipped = Buffer.from(bytes)
  flipped[Math.floor(bytes.length / 2)]! ^= 1
  writeFileSync(fileOf(runAt(2)), flipped)
  renameSync(fileOf(runAt(3)), join(folder, 'runs', 'renamed.json.gz'))
  const before = readdirSync(join(folder, 'runs')).map((name) => readFileSync(join(folder, 'runs', name)))

  const listed = await archive.list()
  expect(listed.map(({ status }) => status).toSorted()).toEqual(['finished', 'unreadable', 'unreadable', 'unreadable'])
  const reasons = listed.flatMap((one) => (one.status === 'unreadable' ? [one.reason] : []))
  expect(reasons).toEqual(reasons.map(() => expect.stringMatching(/^The file .*\.$/)))
  expect(listed.find((one) => one.id === runAt(2).id)?.createdAt).toBe('2026-11-22T10:15:00.000Z')
  await expect(archive.read(runAt(1).id)).rejects.toMatchObject({ code: 'storage' })
  expect(readdirSync(join(folder, 'runs')).map((name) => readFileSync(join(folder, 'runs', name)))).toEqual(before)
})

test.skipIf(process.platform === 'win32')('a pipe that nobody writes into is listed, and not waited for', async () => {
  mkdirSync(join(folder, 'runs'))
  execFileSync('/usr/bin/env', ['mkfifo', fileOf(runAt(1))])
  const archive = createArchive(folder)
  expect(await archive.list()).toMatchObject([
    { status: 'unreadable', reason: 'The file is a folder, a pipe or a device.' },
  ])
  await expect(archive.read(runAt(1).id)).rejects.toMatchObject({ code: 'storage' })
})

test('a file that is repaired, or damaged later, is read again', async () => {
  const archive = createArchive(folder)
  await archive.keep(runAt(1))
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
  const saved = await archive.keep(runAt(1))
  expect(saved).toMatchObject({ ok: false, reason: expect.stringContaining('could not be saved') })
  expect(await archive.read(runAt(1).id)).toEqual(runAt(1))
  expect(await archive.list()).toMatchObject([{ id: runAt(1).id, bytes: 0 }])
})

test('a failed run without results leaves no file; one with results does', async () => {
  const archive = createArchive(folder)
  expect(await archive.keep(runAt(1, { status: 'failed', results: [] }))).toMatchObject({ ok: false })
  expect(await archive.keep(runAt(2, { status: 'failed' }))).toMatchObject({ ok: true })
  expect(readdirSync(join(folder, 'runs'))).toHaveLength(1)
})

test('only the latest runs are held', async () => {
  writeFileSync(join(folder, 'runs'), '')
  const archive = createArchive(folder)
  for (let i = 0; i < 25; i++) await archive.keep(runAt(1, { id: `run-${i}` }))
  expect(await archive.list()).toHaveLength(20)
  await expect(archive.read('run-0')).rejects.toMatchObject({ code: 'unknown-run' })
})

test('other files in the folder are not runs', async () => {
  mkdirSync(join(folder, 'runs'))
  writeFileSync(join(folder, 'runs', 'notes.txt'), 'mine')
  writeFileSync(join(folder, 'runs', '.x.json.gz.1.unfinished'), 'half')
  expect(await createArchive(folder).list()).toEqual([])
})
