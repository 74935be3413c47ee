import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SCHEMA_VERSION } from '../../contract/observation.ts'
import { sampleProgram } from '../../testing/sample-program.ts'
import { sampleRun } from '../../testing/sample-run.ts'
import { withDigest } from '../digest/digest.ts'
import { verify } from '../digest/verify.ts'
import { createArchive } from './archive.ts'
import { decodeHeader, encodeRun } from './run-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coreglow-archive-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const record = withDigest(sampleProgram())
const { pid } = record.program

test('the observation of a program is saved, listed, annotated and read', async () => {
  const archive = createArchive(folder)
  expect(await archive.save(record)).toMatchObject({ ok: true })
  await archive.annotate(record.id, { name: 'Before the fix', pinned: true })
  const [listing] = await createArchive(folder).list()
  expect(listing).toMatchObject({
    kind: 'program',
    id: record.id,
    title: 'My server',
    program: `python3.13 ${pid}`,
    wallSeconds: record.wallSeconds,
    finding: record.diagnosis.findings[0]!.text,
    noisy: false,
    host: 'lecture-hall',
    name: 'Before the fix',
    pinned: true,
  })
  for (const field of ['experiment', 'runtime', 'verdict', 'watched']) expect(listing).not.toHaveProperty(field)
  expect(await archive.list()).toEqual([listing])
  expect(await createArchive(folder).read(record.id)).toEqual(record)
})

test('its header lists it, and its file is intact', async () => {
  const file = await encodeRun(record)
  expect(await decodeHeader(file)).toEqual({
    schemaVersion: SCHEMA_VERSION,
    kind: 'program',
    id: record.id,
    createdAt: record.createdAt,
    status: 'finished',
    title: record.title,
    program: record.program,
    wallSeconds: record.wallSeconds,
    diagnosis: record.diagnosis,
    environments: record.environments,
  })
  expect(await verify(file)).toMatchObject({ result: 'intact' })
})

test('it is imported, also together with a run', async () => {
  const archive = createArchive(folder)
  const run = withDigest(sampleRun())
  expect(await archive.import(Buffer.from(JSON.stringify([record, run])))).toEqual([record.id, run.id])
  const kinds = (await archive.list()).map((listing) => (listing.status === 'unreadable' ? undefined : listing.kind))
  expect(new Set(kinds)).toEqual(new Set(['program', 'run']))
  const changed = { ...record, id: 'other', title: 'Other' }
  await expect(archive.import(Buffer.from(JSON.stringify(changed)))).rejects.toThrow('does not match its SHA-256')
})

test('a file of another kind says what it may be', async () => {
  const other = Buffer.from(JSON.stringify({ ...sampleProgram(), kind: 'film' }))
  await expect(createArchive(folder).import(other)).rejects.toThrow(/Not a run file: kind: .*"run".*"program"/)
})
