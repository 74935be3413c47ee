import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type ProcFile, procFile, ProcReader } from './proc-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'coreglow-proc-file-'))
afterAll(() => rmSync(folder, { recursive: true }))

function textOf(reader: ProcReader, file: ProcFile): string {
  const length = reader.read(file)
  return typeof length === 'number' ? reader.bytes.toString('latin1', 0, length) : length
}

function made(name: string, content: string): ProcFile {
  const path = join(folder, name)
  writeFileSync(path, content)
  return procFile(path)
}

test('a file is read from its start each time, and stays open', () => {
  const reader = new ProcReader()
  const file = made('twice', 'one')
  expect(textOf(reader, file)).toBe('one')
  writeFileSync(file.path, 'three')
  expect([textOf(reader, file), reader.openFiles]).toEqual(['three', 1])
  reader.closeAll()
  expect([reader.openFiles, file.fd]).toEqual([0, undefined])
})

test('a file that is larger than the buffer is read whole', () => {
  const reader = new ProcReader()
  const content = 'x'.repeat(100_000)
  expect(textOf(reader, made('large', content))).toBe(content)
  reader.closeAll()
})

test('gone, and something that cannot be read, are two things', () => {
  const reader = new ProcReader()
  expect(reader.read(procFile(join(folder, 'nothing')))).toBe('gone')
  expect(reader.read(procFile(folder))).toBe('unsupported')
  expect(reader.openFiles).toBe(0)
})

test.skipIf(process.getuid?.() === 0)('not permitted is a third thing', () => {
  expect(new ProcReader().read(procFile('/proc/1/environ'))).toBe('denied')
})

test('past the limit files are opened for each reading', () => {
  const reader = new ProcReader(2)
  const files = Array.from({ length: 5 }, (_, i) => made(`many${i}`, `file ${i}`))
  for (let round = 0; round < 2; round++) {
    expect(files.map((file) => textOf(reader, file))).toEqual(files.map((_, i) => `file ${i}`))
    expect(reader.openFiles).toBe(2)
  }
  reader.closeAll()
})

test.runIf(process.platform === 'linux')('a file that was read once is not left open', () => {
  const before = readdirSync('/proc/self/fd').length
  const reader = new ProcReader()
  for (let i = 0; i < 100; i++) expect(reader.readOnce('/proc/self/stat')).toBeGreaterThan(0)
  expect(readdirSync('/proc/self/fd').length).toBeLessThan(before + 50)
  expect(reader.openFiles).toBe(0)
})
