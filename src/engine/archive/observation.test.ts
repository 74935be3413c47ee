import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sampleObservation } from '../../testing/sample-observation.ts'
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

const observation = withDigest(sampleObservation())
const pid = observation.watched[0]!.pid

test('an observation without a plan is saved, listed, annotated and read', async () => {
  const archive = createArchive(folder)
  expect(await archive.save(observation)).toMatchObject({ ok: true })
  await archive.annotate(observation.id, { name: 'Before the fix', pinned: true })
  const [listing] = await createArchive(folder).list()
  expect(listing).toMatchObject({
    kind: 'observation',
    id: observation.id,
    title: 'My server',
    watched: `python3.13 ${pid}`,
    durationSeconds: observation.durationSeconds,
    host: 'lecture-hall',
    name: 'Before the fix',
    pinned: true,
  })
  for (const field of ['experiment', 'runtime', 'verdict', 'noisy']) expect(listing).not.toHaveProperty(field)
  expect(await archive.list()).toEqual([listing])
  expect(await createArchive(folder).read(observation.id)).toEqual(observation)
})

test('its header lists it, and its file is intact', async () => {
  const file = await encodeRun(observation)
  expect(await decodeHeader(file)).toEqual({
    schemaVersion: 3,
    kind: 'observation',
    id: observation.id,
    createdAt: observation.createdAt,
    status: 'finished',
    title: observation.title,
    watched: observation.watched,
    durationSeconds: observation.durationSeconds,
    environments: observation.environments,
  })
  expect(await verify(file)).toMatchObject({ result: 'intact' })
})

test('it is imported, also together with a run', async () => {
  const archive = createArchive(folder)
  const run = withDigest(sampleRun())
  expect(await archive.import(Buffer.from(JSON.stringify([observation, run])))).toEqual([observation.id, run.id])
  const kinds = (await archive.list()).map((listing) => (listing.status === 'unreadable' ? undefined : listing.kind))
  expect(new Set(kinds)).toEqual(new Set(['observation', 'run']))
  const changed = { ...observation, id: 'other', title: 'Other' }
  await expect(archive.import(Buffer.from(JSON.stringify(changed)))).rejects.toThrow('does not match its SHA-256')
})

test('a file of another kind says what it may be', async () => {
  const other = Buffer.from(JSON.stringify({ ...sampleObservation(), kind: 'film' }))
  await expect(createArchive(folder).import(other)).rejects.toThrow(/Not a run file: kind: .*"run".*"observation"/)
})
