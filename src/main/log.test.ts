import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { errorText, openLog } from './log.ts'

test('the log has a line for each error, with its time, and begins anew when it is large', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coreglow-log-'))
  try {
    const file = join(folder, 'logs', 'coreglow.log')
    const log = openLog(file)
    log('the page crashed')
    log(errorText(new Error('broken')))
    expect(readFileSync(file, 'utf8')).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z the page crashed\n.*Error: broken\n +at /)
    writeFileSync(file, 'x'.repeat(2 ** 20 + 1))
    log('after')
    expect(statSync(file).size).toBeLessThan(100)
    expect(existsSync(`${file}.before`)).toBe(true)
    openLog(join(file, 'no-folder'))('nothing is thrown')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
