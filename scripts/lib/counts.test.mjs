import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { countLine, playwrightCounts, stepCounts, vitestCounts, vitestFailures } from './counts.mjs'

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

test('what failed is named with what it said, a file that could not be loaded too', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coreglow-counts-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const testResults = [
    {
      name: 'a.test.ts',
      message: '',
      assertionResults: [
        { fullName: 'adds', status: 'passed' },
        { fullName: 'divides', status: 'failed', failureMessages: ['expected 2\nto be 3'] },
      ],
    },
    { name: 'b.test.ts', message: 'cannot find ./b', assertionResults: [] },
  ]
  const file = join(folder, 'v.json')
  writeFileSync(file, JSON.stringify({ testResults }))
  expect(vitestFailures(file)).toEqual([
    'a.test.ts > divides\n    expected 2\n    to be 3',
    'b.test.ts\n    cannot find ./b',
  ])
  expect(vitestFailures(join(folder, 'none'))).toEqual([])
})

test('a step that fails without a failed test is a failure; one that failed tests explain is not counted twice', () => {
  const none = { passed: 0, failed: 0, skipped: 0 }
  const crashed = { passed: 812, failed: 0, skipped: 3 }
  const red = { passed: 811, failed: 1, skipped: 3 }
  expect(stepCounts([])).toEqual(none)
  expect(stepCounts(['lint', 'build'])).toEqual({ ...none, failed: 2 })
  expect(stepCounts(['unit tests'], { 'unit tests': crashed })).toEqual({ ...none, failed: 1 })
  expect(stepCounts(['unit tests', 'lint'], { 'unit tests': red })).toEqual({ ...none, failed: 1 })
  expect(stepCounts(['end-to-end tests'], { 'unit tests': red })).toEqual({ ...none, failed: 1 })
})

test('a report that was cut short counts nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coreglow-counts-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'half.json')
  writeFileSync(file, '{"numPassedTests": 5, "numFai')
  expect(countLine([vitestCounts(file), stepCounts(['unit tests'])])).toBe('0 passed, 1 failed, 0 skipped')
})
