import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDisturbances } from './disturbances.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'coreglow-disturbances-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function writeMarker(pid: number): string {
  mkdirSync(join(folder, 'measuring'), { recursive: true })
  const file = join(folder, 'measuring', `${pid}-0.json`)
  writeFileSync(file, JSON.stringify({ writer: { host: hostname(), pid }, host: 'terminal' }))
  return file
}

test('a quiet measurement has none, and leaves no file', async () => {
  const open = createDisturbances(folder, 'test').open()
  expect(await open.close()).toEqual([])
  expect(readdirSync(join(folder, 'measuring'))).toEqual([])
})

test('another Coreglow that measures is named, also when it ends first', async () => {
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  try {
    const file = writeMarker(other.pid!)
    const disturbances = createDisturbances(folder, 'desktop')
    const open = disturbances.open()
    await expect.poll(() => readdirSync(join(folder, 'measuring')).length).toBe(2)
    // What was measured before says what it saw itself.
    const second = disturbances.open()
    await second.close()
    rmSync(file)
    const sentence = `Another Coreglow (terminal, process ${other.pid}) was measuring during the run.`
    expect(await open.close()).toEqual([sentence])
  } finally {
    other.kill('SIGKILL')
  }
})

test('the mark of one that was killed disturbs nobody, and is removed', async () => {
  const other = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' })
  await once(other, 'exit')
  const file = writeMarker(other.pid!)
  expect(await createDisturbances(folder, 'desktop').open().close()).toEqual([])
  expect(existsSync(file)).toBe(false)
})

test('a system that slept is told by its clocks, or by the host', async () => {
  let slept = 0
  const clocks = { wall: () => performance.now() + slept, awake: () => performance.now() }
  const disturbances = createDisturbances(folder, 'desktop', clocks)
  const open = disturbances.open()
  slept = 90_000
  expect(await open.close()).toEqual([expect.stringMatching(/^The system slept for .* during the run\.$/)])
  const told = disturbances.open()
  disturbances.suspend()
  expect(await told.close()).toEqual(['The system slept during the run.'])
  expect(await disturbances.open().close()).toEqual([])
})
