import { threadLabel } from '../../contract/task-ref.ts'
import type { Lane } from '../live/lanes.ts'
import type { TaskNumbers } from './lane-rows.ts'

/** The numbers that the tasks of a program have on the cores. */
export function taskNumbers(lanes: readonly Lane[]): TaskNumbers {
  return new Map(lanes.map((lane) => [threadLabel(lane), lane.key.index]))
}
