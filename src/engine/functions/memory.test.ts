import { expect, test } from 'vitest'
import type { TaskInfo } from '../../contract/frame.ts'
import { task, frame } from '../lab/testing.ts'
import type { MonitorListener } from '../monitor/monitor.ts'
import { watchMemory } from './memory.ts'

const process = (index: number, change: Partial<TaskInfo> = {}) => task(index, { kind: 'process', ...change })

/** A monitor of hand-made frames: bytes by the place of the process. */
function stage(available: () => number) {
  let listener: MonitorListener = {}
  const told: string[] = []
  const monitor = {
    listen: (_: number, own: MonitorListener) => {
      listener = own
      return () => {}
    },
  }
  const watch = watchMemory(monitor, 100, available, (sentence) => told.push(sentence))
  const tasks = [
    process(0, { pid: 100 }),
    process(1, { pid: 101, parent: 0 }),
    process(2, { pid: 7 }),
    task(3, { pid: 100 }),
  ]
  listener.onTasks?.(tasks, 1, true)
  const see = (bytes: readonly number[]) => {
    const rows = frame(
      0,
      bytes.map((_, index) => ({ index })),
    )
    listener.onFrame?.({ ...rows, tasks: { ...rows.tasks, rssBytes: Float64Array.from(bytes) } })
  }
  return { watch, told, see, tell: (infos: TaskInfo[]) => listener.onTasks?.(infos, 1, false) }
}

test('the memory of the process and of its children is added, and no other; the most is kept', () => {
  const { watch, see, told, tell } = stage(() => 1000)
  expect(watch.peakBytes()).toBeUndefined()
  see([300, 200, 5000, NaN])
  expect(watch.peakBytes()).toBe(500)
  tell([process(1, { pid: 101, parent: 0, endedNs: 5 })])
  see([300, 200, 5000, NaN])
  expect(watch.peakBytes()).toBe(500)
  expect(told).toEqual([])
})

test('more than 80 % of what was available is told once, unless the pages are shared', () => {
  let available = 1000
  const { see, told } = stage(() => available)
  see([600, 300, 0, NaN])
  expect(told).toEqual([])
  available = 100
  see([600, 300, 0, NaN])
  see([600, 300, 0, NaN])
  expect(told).toHaveLength(1)
  expect(told[0]).toMatch(/^The processes used 900\sB, more than 80 % of the 1.*available when the trial began/)
})
