import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { playwrightTimes, slowestLines, vitestTimes } from './slowest.mjs'

function fileOf(report) {
  const folder = mkdtempSync(join(tmpdir(), 'coreglow-slowest-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'report.json')
  writeFileSync(file, JSON.stringify(report))
  return file
}

const spec = (title, ...durations) => ({
  file: 'a.spec.ts',
  title,
  tests: [{ results: durations.map((duration) => ({ duration })) }],
})

test('times of unit tests; one that was skipped took none', () => {
  const assertionResults = [{ fullName: 'adds', duration: 1500 }, { fullName: 'is skipped' }]
  const file = fileOf({ testResults: [{ name: '/home/me/coreglow/src/engine/a.test.ts', assertionResults }] })
  expect(vitestTimes(file)).toEqual([
    { name: 'src/engine/a.test.ts > adds', seconds: 1.5 },
    { name: 'src/engine/a.test.ts > is skipped', seconds: 0 },
  ])
})

test('times of end-to-end tests, in nested suites, of all tries', () => {
  const file = fileOf({ suites: [{ specs: [spec('opens', 2000)], suites: [{ specs: [spec('closes', 500, 700)] }] }] })
  expect(playwrightTimes(file)).toEqual([
    { name: 'a.spec.ts > closes', seconds: 1.2 },
    { name: 'a.spec.ts > opens', seconds: 2 },
  ])
})

test('the slowest come first, and no more of them than wanted', () => {
  const times = [1, 12.34, 3].map((seconds) => ({ name: `takes ${seconds}`, seconds }))
  expect(slowestLines('Slowest', times, 2)).toEqual(['Slowest:', '   12.3 s  takes 12.34', '    3.0 s  takes 3'])
  expect(slowestLines('Slowest', vitestTimes('/nowhere.json'))).toEqual([])
})
