import type { StackColumns } from './activity-messages.ts'
import type { StackFrame, StackSamples } from './activity-source.ts'

/** Stacks by the numbers that the activity thread gave them. Equal stacks are one and the same object. */
export class StackTable {
  private readonly stacks = new Map<number, readonly StackFrame[]>()

  /** @param offset is added to the positions of threads */
  samples({ tNs, reset, added, thread, activity, stack }: StackColumns, offset: number): StackSamples {
    if (reset) this.stacks.clear()
    for (const { stack: number, frames } of added) this.stacks.set(number, frames)
    const samples = thread.map((index, i) => ({
      thread: index + offset,
      activity: activity[i]!,
      frames: this.stacks.get(stack[i]!) ?? [],
    }))
    return { tNs, samples }
  }
}
