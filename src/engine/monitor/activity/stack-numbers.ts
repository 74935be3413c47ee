import type { StackFrame } from './activity-source.ts'
import type { StackColumns } from './activity-messages.ts'
import type { StackSample } from './stack-watch.ts'

/** Stacks that are remembered; a program has some thousands of different ones. Bounds memory. */
const MAX_STACKS = 10_000

/** Gives stacks numbers, so that each is sent once. */
export class StackNumbers {
  private readonly numbers = new Map<string, number>()
  private known = new WeakMap<readonly StackFrame[], number>()
  private count = 0

  columns(tNs: number, samples: readonly StackSample[]): StackColumns {
    const reset = this.numbers.size > MAX_STACKS
    if (reset) this.forget()
    const added: { stack: number; frames: readonly StackFrame[] }[] = []
    const stack = samples.map(({ frames }) => {
      const known = this.known.get(frames)
      if (known !== undefined) return known
      const key = frames.map(({ function: name, file, line }) => `${name}\0${file}\0${line}`).join('\n')
      let number = this.numbers.get(key)
      if (number === undefined) {
        number = this.count++
        this.numbers.set(key, number)
        added.push({ stack: number, frames })
      }
      this.known.set(frames, number)
      return number
    })
    const thread = samples.map((sample) => sample.thread)
    const activity = samples.map((sample) => sample.activity)
    return { tNs, reset, added, thread, activity, stack }
  }

  private forget(): void {
    this.numbers.clear()
    this.known = new WeakMap()
  }
}
