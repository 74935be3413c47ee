import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { UNFINISHED, writeAtomically } from './atomic-write.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coreglow-atomic-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('what cannot be written leaves nothing behind', async () => {
  mkdirSync(join(folder, 'taken'))
  await expect(writeAtomically(join(folder, 'taken'), new Uint8Array(9))).rejects.toThrow(/EISDIR|EEXIST|EPERM/)
  expect(readdirSync(folder)).toEqual(['taken'])
})

test('what a living process is writing is left alone, but not for ever', async () => {
  const mine = `.x.${process.pid}${UNFINISHED}`
  writeFileSync(join(folder, mine), '')
  await writeAtomically(join(folder, 'y'), new Uint8Array(9))
  expect(readdirSync(folder)).toEqual([mine, 'y'])
  utimesSync(join(folder, mine), 0, 0)
  await writeAtomically(join(folder, 'y'), new Uint8Array(9))
  expect(readdirSync(folder)).toEqual(['y'])
})

test('a file that is written many times at once is one of these, whole', async () => {
  const all = Array.from({ length: 20 }, (_, index) => new Uint8Array(100_000).fill(index))
  await Promise.all(all.map((bytes) => writeAtomically(join(folder, 'x'), bytes)))
  expect(readdirSync(folder)).toEqual(['x'])
  const written = readFileSync(join(folder, 'x'))
  expect(all.some((bytes) => written.equals(bytes))).toBe(true)
})
