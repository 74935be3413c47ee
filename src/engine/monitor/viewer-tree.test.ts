import { expect, test } from 'vitest'
import type { ProcessReading } from './proc-census.ts'
import { viewerTree } from './viewer-tree.ts'

function tableOf(...rows: readonly (readonly [pid: number, ppid: number, name: string])[]) {
  return new Map(
    rows.map(([pid, ppid, name]): [number, ProcessReading] => [
      pid,
      { pid, ppid, name, startTime: 1, cpuNs: 0, reapedNs: 0, rssBytes: 0, tNs: 0 },
    ]),
  )
}
const tree = (holders: readonly number[], table: ReturnType<typeof tableOf>) =>
  [...viewerTree(holders, table, ({ name }) => name)].toSorted(([a], [b]) => a - b)

test("a browser: all of its processes, and not the shell that started it, nor another user's", () => {
  const table = tableOf(
    [1, 0, 'init'],
    [10, 1, 'bash'],
    [20, 10, 'chromium'],
    [21, 20, 'chromium'],
    [22, 21, 'chromium'],
    [23, 20, 'chromium'],
    [24, 20, 'xdg-open'],
    [30, 1, 'chromium'],
  )
  expect(tree([23], table)).toEqual([20, 21, 22, 23].map((pid) => [pid, 'chromium']))
})

test('a tunnel: its program, without what it has started', () => {
  const table = tableOf([1, 0, 'init'], [5, 1, 'sshd'], [6, 5, 'sshd'], [7, 6, 'bash'], [8, 7, 'node'])
  expect(tree([6], table)).toEqual([
    [5, 'sshd'],
    [6, 'sshd'],
  ])
})

test('two browsers, and a holder that is gone', () => {
  const table = tableOf([2, 1, 'firefox'], [3, 1, 'chrome'])
  expect(tree([2, 3, 99], table)).toEqual([
    [2, 'firefox'],
    [3, 'chrome'],
  ])
})

test('parents in a circle, as of two moments', () => {
  expect(tree([2], tableOf([2, 3, 'a'], [3, 2, 'a'])).map(([pid]) => pid)).toEqual([2, 3])
})
