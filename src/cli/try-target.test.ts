import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parseTarget, readInputs } from './try-target.ts'

const folder = mkdtempSync(join(tmpdir(), 'coreglow-try-'))
afterAll(() => rmSync(folder, { recursive: true }))

test.each([
  ['report.py', [], 'report.py', undefined],
  ['report.py:price', ['report.py'], 'report.py', 'price'],
  ['shop/a:b.py', ['shop/a:b.py'], 'shop/a:b.py', undefined],
  ['shop/a:b.py:price', ['shop/a:b.py'], 'shop/a:b.py', 'price'],
  ['C:\\shop\\report.py', [], 'C:\\shop\\report.py', undefined],
  ['C:\\shop\\report.py:price', [], 'C:\\shop\\report.py', 'price'],
  // A file of one letter, with a function.
  ['c:price', [], 'c', 'price'],
  // The engine then says that there is no such file.
  ['missing.py:price', [], 'missing.py', 'price'],
])('%s', (text, files: readonly string[], file, name) => {
  expect(parseTarget(text, (path) => files.includes(path))).toEqual({ file, name })
})

test.each(['report.py:', ':price', ':'])('%s names no function, or no file', (text) => {
  expect(() => parseTarget(text, () => false)).toThrow(`not "${text}"`)
})

test('inputs are JSON, or a file of it', async () => {
  const file = join(folder, 'inputs.json')
  writeFileSync(file, '[1, 2]\n')
  expect(await readInputs(undefined)).toBeUndefined()
  expect(await readInputs('[1]')).toBe('[1]')
  expect(await readInputs(`@${file}`)).toBe('[1, 2]\n')
  await expect(readInputs('@/nowhere/x')).rejects.toMatchObject({
    code: 'bad-params',
    message: expect.stringContaining('Cannot read /nowhere/x'),
  })
})
