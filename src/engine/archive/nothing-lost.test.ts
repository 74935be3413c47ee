import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { sampleRun } from '../../testing/sample-run.ts'
import type { Run } from '../../contract/run.ts'
import { UNFINISHED } from '../files/atomic-write.ts'
import { programs } from '../testing.ts'
import { createArchive } from './archive.ts'

const KEEPER = fileURLToPath(new URL('keeper.js', programs))
const KILLS = 60
const AT_ONCE = 4

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coreglow-nothing-lost-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const run = JSON.parse(JSON.stringify(sampleRun({ repeat: 1, seconds: 0.5, cores: 2 }))) as Run
const unfinished = () => readdirSync(join(folder, 'runs')).filter((name) => name.endsWith(UNFINISHED))

/** A session that saves runs, and is killed at some moment after the first. Resolves with the ids that it reported saved. */
async function killedSession(name: string): Promise<string[]> {
  const child = spawn(process.execPath, [KEEPER, folder, join(folder, 'run.json'), name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let told = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (told += text))
  await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
  await sleep(Math.random() * 20)
  child.kill('SIGKILL')
  await once(child, 'close')
  expect(child.signalCode).toBe('SIGKILL')
  return told.split('\n').filter((id) => id !== '')
}

test('sessions that are killed again and again while they save lose no run, and leave none that is half', async () => {
  writeFileSync(join(folder, 'run.json'), JSON.stringify(run))
  const archive = createArchive(folder)
  const saved: string[] = []
  const broken: unknown[] = []
  let inTheMiddle = 0
  const lane = async (_: unknown, laneIndex: number) => {
    for (let kill = laneIndex; kill < KILLS; kill += AT_ONCE) {
      saved.push(...(await killedSession(`killed-${kill}`)))
      inTheMiddle += unfinished().length > 0 ? 1 : 0
      if (kill % 6 === 0) broken.push(...(await archive.list()).filter(({ status }) => status !== 'finished'))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))

  expect(saved.length).toBeGreaterThanOrEqual(KILLS)
  expect(inTheMiddle).toBeGreaterThan(0)
  await createArchive(folder).save(run)
  expect(unfinished()).toEqual([])
  const listed = await createArchive(folder).list()
  expect([...broken, ...listed.filter(({ status }) => status !== 'finished')]).toEqual([])
  const ids = listed.map(({ id }) => id)
  expect(ids).toEqual(expect.arrayContaining(saved))
  for (const id of ids) expect(await archive.read(id)).toEqual({ ...run, id })
}, 600_000)

test('on a full disk a run is held and the reason told, and it is saved when there is room', async ({ skip }) => {
  const disk = mkdtempSync(join(tmpdir(), 'coreglow-full-disk-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'coreglow-test', disk])
  onTestFinished(() => {
    if (mounted.status === 0) spawnSync('umount', [disk])
    rmdirSync(disk)
  })
  skip(mounted.status !== 0, 'a small file system needs Linux and root')
  const archive = createArchive(disk)
  const inRuns = () => readdirSync(join(disk, 'runs'))
  expect(await archive.save({ ...run, id: 'before' })).toMatchObject({ ok: true })
  expect(() => writeFileSync(join(disk, 'filler'), new Uint8Array(2 ** 20))).toThrow('ENOSPC')

  const reason = expect.stringMatching(/^Cannot save the run.*ENOSPC/)
  expect(await archive.save(run)).toMatchObject({ ok: false, reason })
  await expect(archive.saveHeld(run.id)).rejects.toMatchObject({ code: 'storage' })
  expect(inRuns()).toEqual(['before.json.gz'])
  expect((await archive.list()).map(({ id }) => id).toSorted()).toEqual([run.id, 'before'].toSorted())
  expect(await archive.read(run.id)).toEqual(run)

  rmSync(join(disk, 'filler'))
  await archive.saveHeld(run.id)
  expect(await createArchive(disk).read(run.id)).toEqual(run)
})
