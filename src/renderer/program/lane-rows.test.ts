import { expect, test } from 'vitest'
import type { ActivityThread } from '../../contract/activity.ts'
import { laneRows, neighbourRow, placeRows, rowAt, rowsWithin, type LaneModel } from './lane-rows.ts'

const thread = (position: number, pid: number, tid: number, name = `Thread-${tid}`): ActivityThread => ({
  thread: position,
  pid,
  tid,
  startTime: 1,
  name,
  python: true,
})
const gil = (position: number, pid: number, interpreters: number[], enabled = true) => ({
  gil: position,
  pid,
  interpreters,
  enabled,
  version: '3.13.0',
})
const model = (change: Partial<LaneModel> = {}): LaneModel => ({
  threads: [thread(0, 1, 1, 'MainThread'), thread(1, 1, 2), thread(2, 7, 7, 'MainThread'), thread(3, 1, 3)],
  gils: [gil(0, 1, [0]), gil(1, 7, [0])],
  processes: [],
  collapsed: new Set(),
  numbers: new Map([['1/2', 4]]),
  ...change,
})
const keys = (rows: ReturnType<typeof laneRows>) => rows.map(({ key }) => key)

test('threads stand below their process and its GIL; a process with one thread is one row', () => {
  const rows = laneRows(model())
  expect(keys(rows)).toEqual(['p1', 'g0', 't0', 't1', 't3', 't2'])
  expect(rows[3]).toMatchObject({ number: 4, isAlone: false })
  expect(rows[5]).toMatchObject({ isAlone: true, name: 'process 7' })
})

test('a folded process is one row', () => {
  expect(keys(laneRows(model({ collapsed: new Set([1]) })))).toEqual(['p1', 't2'])
})

test('every GIL of sub-interpreters has a row, and none where there is no GIL', () => {
  const several = laneRows(model({ gils: [gil(0, 1, [0]), gil(1, 1, [1, 2])] }))
  expect(several.filter(({ kind }) => kind === 'gil').map((row) => 'name' in row && row.name)).toEqual([
    'GIL of the main interpreter',
    'GIL of interpreter 1, interpreter 2',
  ])
  expect(keys(laneRows(model({ gils: [gil(0, 1, [0], false)] })))).not.toContain('g0')
})

test('a process that became another program has the GIL of its latest interpreter', () => {
  expect(keys(laneRows(model({ gils: [gil(0, 1, [0]), gil(1, 7, [0]), gil(2, 1, [0])] })))).toEqual([
    'p1',
    'g2',
    't0',
    't1',
    't3',
    't2',
  ])
})

test('helpers without an interpreter stand last, but the first process always first', () => {
  const helper = { ...thread(5, 2, 2, 'bash'), python: false }
  const shell = { ...thread(4, 9, 9, 'sh'), python: false }
  const { threads } = model()
  expect(keys(laneRows(model({ threads: [shell, helper, ...threads], gils: [] })))).toEqual([
    't4',
    'p1',
    't0',
    't1',
    't3',
    't2',
    't5',
  ])
})

test('rows are as high as there is room for, and found by their place', () => {
  const rows = laneRows(model())
  const roomy = placeRows(rows, 400)
  const tight = placeRows(rows, 50)
  expect(roomy.tops.at(-1)).toBeGreaterThan(tight.tops.at(-1)!)
  expect(rowAt(roomy, 0)?.key).toBe('p1')
  expect(rowAt(roomy, roomy.tops[3]!)?.key).toBe('t1')
  expect(rowAt(roomy, 10_000)).toBeUndefined()
  expect(rowAt(roomy, -1)).toBeUndefined()
  expect(rowsWithin(tight, tight.tops[1]! + 1, tight.tops[3]!)).toEqual([1, 3])
  expect(rowsWithin(tight, 0, 10_000)).toEqual([0, 6])
  expect(rowsWithin(tight, 10_000, 20_000)).toEqual([6, 6])
})

test('the next row that can be chosen is never a GIL', () => {
  const rows = laneRows(model())
  expect(neighbourRow(rows, undefined, 1)?.key).toBe('p1')
  expect(neighbourRow(rows, 'p1', 1)?.key).toBe('t0')
  expect(neighbourRow(rows, 't2', 1)?.key).toBe('t2')
  expect(neighbourRow([], 'p1', 1)).toBeUndefined()
})
