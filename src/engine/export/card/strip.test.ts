import { describe, expect, test } from 'vitest'
import { sampleRun } from '../../../testing/sample-run.ts'
import type { Run } from '../../../contract/run.ts'
import { spanOf, stripCells } from './strip.ts'

const WORKED = { variant: 'sequential', repeat: 1, index: 0, fromNs: 1e9, toNs: 1.3e9 }

/** Two cores, four frames of 100 ms; worker 0 on core 1 in the second and third, another program on core 0. */
function small(change: Partial<Run['recording']> = {}): Run {
  return sampleRun({
    models: ['sequential'],
    workers: 1,
    repeat: 1,
    change: (run) => {
      const [trial] = run.results
      const worker = { ...trial!.workers[0]!, startNs: 1e9, endNs: 1.3e9 }
      const none = [null, null, null, null]
      return {
        ...run,
        plan: { ...run.plan, rate: 10 },
        results: [{ ...trial!, startNs: 1e9, endNs: 1.3e9, workers: [worker] }],
        recording: {
          tasks: [{ ...run.recording.tasks[0]!, workers: [WORKED] }],
          tNs: [1e9, 1.1e9, 1.2e9, 1.3e9],
          busy: [
            [null, 0.1, 0.8, null],
            [null, 0, 1, 0.9],
          ],
          iowait: [none, none],
          steal: [none, none],
          rows: {
            ...run.recording.rows,
            frame: [0, 1, 2, 3],
            task: [0, 0, 0, 0],
            core: [1, 1, 1, 1],
            cpuNs: [0, 0, 1e8, 1.9e8],
          },
          ...change,
        },
      }
    },
  })
}
const cellsOf = (run: Run, columns = 3, coresPerRow = 1) => stripCells(run, spanOf(run.results)!, columns, coresPerRow)
const find = (run: Run, row: number, column: number) =>
  cellsOf(run).find((cell) => cell.row === row && cell.column === column)

describe('cells of the core strip', () => {
  test('carry the load and the worker on it', () => {
    const run = small()
    expect(find(run, 1, 1)).toMatchObject({ busy: 1, worker: 0 })
    expect(find(run, 1, 2)?.busy).toBeCloseTo(0.9)
  })
  test('have no worker where others kept the core busy', () => {
    expect(find(small(), 0, 1)).toMatchObject({ busy: 0.8, worker: undefined })
  })
  test('have no worker where another task has got its PID', () => {
    const { tasks, rows } = small().recording
    const reused = { ...tasks[0]!, index: 1, startTime: tasks[0]!.startTime + 1, workers: undefined }
    const run = small({ tasks: [tasks[0]!, reused], rows: { ...rows, task: [1, 1, 1, 1] } })
    expect(find(run, 1, 1)).toMatchObject({ busy: 1, worker: undefined })
  })
  test('are left out where the load is unknown', () => {
    expect(find(small(), 0, 2)).toBeUndefined()
  })
  test('leave a gap where frames are missing', () => {
    const run = small({ tNs: [1e9, 1.001e9, 1.002e9, 1.3e9] })
    expect(cellsOf({ ...run, plan: { ...run.plan, rate: 100 } }).every((cell) => cell.column === 0)).toBe(true)
  })
  test('average the cores that share a row', () => {
    const cells = cellsOf(small(), 3, 2)
    expect(cells.find((cell) => cell.column === 1)).toMatchObject({ row: 0, worker: 0 })
    expect(cells.find((cell) => cell.column === 1)!.busy).toBeCloseTo(0.9)
  })
})

test('every worker of a computing run is seen, on at most all cores', () => {
  const run = sampleRun({ workers: 4, cores: 8 })
  const cells = cellsOf(run, 200)
  expect(new Set(cells.map((cell) => cell.worker))).toEqual(new Set([undefined, 0, 1, 2, 3]))
  expect(Math.max(...cells.map((cell) => cell.row))).toBe(7)
  expect(cells.every((cell) => cell.busy >= 0 && cell.busy <= 1)).toBe(true)
})

test('a run without trials spans nothing', () => expect(spanOf([])).toBeUndefined())
