import { expect, test } from 'vitest'
import { NO_NUMBER } from '../../contract/text.ts'
import type { TaskRow } from '../live/task-rows.ts'
import { textOf, tsvOf } from './task-table.ts'

const ROW: TaskRow = {
  key: 1,
  depth: 0,
  name: 'MainProcess',
  worker: undefined,
  pid: 7,
  tid: 7,
  kind: 'process',
  cpu: 0.5,
  core: 0,
  state: 'running',
  cpuSeconds: 1,
  readySeconds: 0.5,
  rss: 1e6,
  voluntary: 0,
  involuntary: 0,
  ended: false,
  lost: undefined,
  isOwn: false,
}
const cellsOf = (change: Partial<TaskRow>) => textOf({ ...ROW, ...change }).cells

test.each([
  [1.254, '1.25'],
  [9.996, '10.0'],
  [13.17, '13.2'],
  [99.96, '100'],
  [4321, '4321'],
  [NaN, NO_NUMBER],
])('CPU time %d has as many digits as fit: %s', (cpuSeconds, text) => {
  expect(cellsOf({ cpuSeconds })[5]).toBe(text)
})

test.each([
  [9999, '9,999'],
  [10_824, '10.8k'],
  [99_949, '99.9k'],
  [108_240, '108k'],
  [NaN, NO_NUMBER],
])('%d switches are %s, and what is copied has every digit', (voluntary, text) => {
  const [, copied] = tsvOf([{ ...ROW, voluntary }]).split('\n')
  expect(cellsOf({ voluntary })[8]).toBe(text)
  expect(copied!.split('\t')[11]).toBe(Number.isNaN(voluntary) ? '' : String(voluntary))
})
