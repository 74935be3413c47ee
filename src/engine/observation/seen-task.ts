import type { TaskInfo } from '../../contract/frame.ts'

/** A task; its index is valid within a generation of the sampler. */
export interface SeenTask {
  readonly generation: number
  readonly info: TaskInfo
}

export function taskKey(generation: number, index: number): string {
  return `${generation}:${index}`
}
