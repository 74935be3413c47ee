import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { countLine, playwrightCounts, vitestCounts } from './counts.mjs'

test('both reports add up to one line; a missing report counts nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coreglow-counts-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = (name, report) => {
    writeFileSync(join(folder, name), JSON.stringify(report))
    return join(folder, name)
  }
  const vitest = file('v.json', { numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1 })
  const playwright = file('p.json', { stats: { expected: 3, flaky: 1, unexpected: 2, skipped: 4 } })
  expect(countLine([vitestCounts(vitest), playwrightCounts(playwright)])).toBe('9 passed, 3 failed, 7 skipped')
  expect(countLine([vitestCounts(join(folder, 'none'))])).toBe('0 passed, 0 failed, 0 skipped')
})
