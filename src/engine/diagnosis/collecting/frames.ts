import type { StackFrame } from '../../monitor/activity/activity-source.ts'
import type { FrameEvidence } from '../evidence.ts'
import { isUserFrame } from '../stacks.ts'

/** The folders of CPython's own library and of installed packages, on every system: "lib/python3.11/", "Lib\site-packages\". */
const LIBRARY = /[/\\]lib(?:64|32)?[/\\]python\d|[/\\](?:site|dist)-packages[/\\]|\.zip[/\\]/i

/** Stacks that are remembered; a program has some thousands of different ones. Bounds memory. */
const MAX_STACKS = 10_000

/** Stacks as evidence. Equal frames are one object, and so are equal stacks: they take little memory, and are compared fast. */
export class StackTable {
  private readonly byReading = new WeakMap<readonly StackFrame[], readonly FrameEvidence[]>()
  private readonly byLines = new Map<string, readonly FrameEvidence[]>()
  private readonly frames = new Map<string, FrameEvidence>()

  of(reading: readonly StackFrame[]): readonly FrameEvidence[] {
    const known = this.byReading.get(reading)
    if (known !== undefined) return known
    const keys = reading.map(({ function: name, file, line }) => `${line} ${name} ${file}`)
    const key = keys.join('\n')
    const stack = this.byLines.get(key) ?? reading.map((frame, depth) => this.frameOf(keys[depth]!, frame))
    if (this.byLines.size >= MAX_STACKS) this.byLines.clear()
    this.byLines.set(key, stack)
    this.byReading.set(reading, stack)
    return stack
  }

  private frameOf(key: string, { function: name, file, line }: StackFrame): FrameEvidence {
    const known = this.frames.get(key)
    if (known !== undefined) return known
    const frame = { function: name, file, line, kind: kindOf(file) }
    this.frames.set(key, frame)
    return frame
  }
}

/** `<string>` and other code without a file is the user's: `python -c`, `exec`, a notebook's cell. */
export function kindOf(file: string): FrameEvidence['kind'] {
  if (file.startsWith('<frozen ')) return 'frozen'
  return LIBRARY.test(file) ? 'library' : 'user'
}

/** The line that stands for a stack: the user's innermost, else the innermost. */
export function lineOf(frames: readonly FrameEvidence[]): FrameEvidence | undefined {
  return frames.find(isUserFrame) ?? frames[0]
}

/** Functions of `multiprocessing.spawn` that run the program's file again in a child. */
const MAIN_AGAIN = new Set(['_fixup_main_from_path', '_fixup_main_from_name'])

/** Whether the stack is inside an import, or inside the program's own file as a spawned child runs it before its task. */
export function isImporting(frames: readonly FrameEvidence[]): boolean {
  return frames.some(({ file, function: name, kind }) =>
    kind === 'frozen' ? file.includes('importlib') : kind === 'library' && MAIN_AGAIN.has(name),
  )
}

/**
 * Whether the stack has come to the user's own code, after start-up. A child that multiprocessing spawned begins with
 * `python -c "from multiprocessing.spawn import ..."`, which is not the user's.
 */
export function inUserCode(frames: readonly FrameEvidence[]): boolean {
  const bottom = frames.at(-1)
  const above = frames.at(-2)
  const spawned = bottom?.file === '<string>' && above?.kind === 'library' && above.file.includes('multiprocessing')
  const users = frames.filter(isUserFrame).length
  return users > (spawned ? 1 : 0) && !isImporting(frames)
}
