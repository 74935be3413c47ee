import { expect, test } from 'vitest'
import { TASK_COLUMNS, type TaskValues } from '../../contract/frame-columns.ts'
import { Columns } from './source.ts'

const VALUES: TaskValues = {
  state: 2,
  core: 3,
  cpuNs: 4e9,
  runQueueNs: 5e9,
  rssBytes: 6e6,
  voluntarySwitches: 7,
  involuntarySwitches: 8,
}

test('a row has a value in every column of the table', () => {
  const columns = new Columns(1, 3)
  columns.addRow(9, VALUES)
  columns.addRow(10, { ...VALUES, cpuNs: NaN })
  const { tasks } = columns
  expect(Object.keys(tasks).toSorted()).toEqual(Object.keys(TASK_COLUMNS).toSorted())
  for (const [name, column] of Object.entries(tasks)) {
    expect([name, [...column]]).toEqual([name, expectedColumn(name)])
  }
})

function expectedColumn(name: string): number[] {
  if (name === 'index') return [9, 10]
  if (name === 'cpuNs') return [4e9, NaN]
  const value = Object.entries(VALUES).find(([key]) => key === name)![1]
  return [value, value]
}

test('cores are unknown until they are set, and all columns lie in the one buffer', () => {
  const { cores, tasks, buffer } = new Columns(2, 1)
  for (const column of Object.values(cores)) expect([...column]).toEqual([NaN, NaN])
  for (const column of [...Object.values(cores), ...Object.values(tasks)]) expect(column.buffer).toBe(buffer)
})
