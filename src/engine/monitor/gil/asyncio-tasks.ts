import { attributesOf } from './attributes.ts'
import type { Interpreter } from './interpreters.ts'
import type { Layout } from './layouts/layout.ts'
import type { Modules } from './modules.ts'
import { lookUp, setElements } from './objects.ts'
import { readBytes, readCString, readWord, wordAt } from './process-memory.ts'
import type { Memory } from './process-memory.ts'

/** Offsets of `_asyncio`, which it carries itself since 3.14 (section `.AsyncioDebug`, `Py_AsyncioModuleDebugOffsets`). */
export interface AsyncioOffsets {
  /** `task_node` in a task: its place in a list of tasks. */
  readonly node: number
  /** Heads of lists of tasks: in the state of a thread, and in an interpreter for threads that have ended. */
  readonly thread: number
  readonly interpreter: number
}

/** Words of the section: seven of the task, two of the interpreter, four of the thread. Source: Modules/_asynciomodule.c of 3.14. */
export const ASYNCIO_SECTION_BYTES = 13 * 8
const NODE_WORD = 6
const INTERPRETER_WORD = 8
const THREAD_WORD = 12

export function asyncioOffsets(section: Buffer): AsyncioOffsets | undefined {
  const words = [NODE_WORD, INTERPRETER_WORD, THREAD_WORD].map((word) => Number(section.readBigUInt64LE(word * 8)))
  const [node = 0, interpreter = 0, thread = 0] = words
  return words.every((word) => word > 0 && word < 1 << 25) ? { node, interpreter, thread } : undefined
}

/** States of a task: `PENDING`, `CANCELLED`, `FINISHED`. */
const PENDING = 0
const LAST_STATE = 2

/** Tasks that are counted: about 10 ms of reading. Chosen; with more the count is undefined. */
const MAX_TASKS = 3_000

/** Names of which `asyncio.tasks` has one in every version, as soon as it is loaded. */
const REGISTRIES = ['_scheduled_tasks', '_all_tasks'] as const

/** What is read to count tasks. */
export interface AsyncioSource {
  readonly memory: Memory
  readonly layout: Layout
  readonly modules: Modules
  /** Asked where the tasks are in lists; undefined where they are not found. */
  readonly offsets: () => AsyncioOffsets | undefined
}

/** Counts the pending tasks of all event loops. Undefined where there is no asyncio, or a task is not one of `_asyncio`. */
export function pendingTasks(source: AsyncioSource, interpreters: readonly Interpreter[]): number | undefined {
  const { memory, layout } = source
  const types = new Map<number, Kind>()
  let pending: number | undefined
  for (const interpreter of interpreters) {
    const isLoaded = REGISTRIES.some((name) => source.modules.global(interpreter, 'asyncio.tasks', name) !== undefined)
    if (!isLoaded) continue
    const { registry, taskState } = layout.asyncio
    const tasks =
      registry === 'lists' ? listedTasks(source, interpreter) : registeredTasks(source, interpreter, registry.sets)
    if (tasks === undefined || tasks.length > MAX_TASKS) return undefined
    for (const task of tasks) {
      const head = readBytes(memory, task, Math.max(taskState, layout.objects.type) + 8)
      if (head === undefined) return undefined
      const kind = kindOf(source, types, wordAt(head, layout.objects.type))
      const state = head.readInt32LE(taskState)
      if (kind === 'none') continue
      if (kind === 'other' || state < PENDING || state > LAST_STATE) return undefined
      if (state === PENDING) pending = (pending ?? 0) + 1
    }
    pending ??= 0
  }
  return pending
}

type Kind = 'task' | 'none' | 'other'

/** Objects of a type that are long enough are tasks of `_asyncio`: those of the Python version are shorter. A task that was freed leaves None. */
function kindOf({ memory, layout: { asyncio, objects } }: AsyncioSource, types: Map<number, Kind>, type: number): Kind {
  const known = types.get(type)
  if (known !== undefined) return known
  const name = readCString(memory, readWord(memory, type + objects.types.name))
  const isLong = readWord(memory, type + objects.types.basicSize) > asyncio.taskState + 8
  const kind = name === 'NoneType' ? 'none' : isLong ? 'task' : 'other'
  types.set(type, kind)
  return kind
}

/** Until 3.13: a `WeakSet`, whose `data` is a set of weak references, and since 3.12 a set of eager tasks. */
function registeredTasks(
  { memory, layout: { objects }, modules }: AsyncioSource,
  interpreter: Interpreter,
  names: readonly string[],
): number[] | undefined {
  const tasks: number[] = []
  for (const name of names) {
    const registry = modules.global(interpreter, 'asyncio.tasks', name)
    const references =
      registry === undefined ? undefined : lookUp(memory, objects, attributesOf(memory, objects, registry), 'data')
    const elements = registry === undefined ? undefined : setElements(memory, objects, references ?? registry)
    if (elements === undefined) return undefined
    for (const element of elements) {
      tasks.push(references === undefined ? element : readWord(memory, element + objects.afterHeader))
    }
  }
  return tasks
}

/** Since 3.14: a circular list in each thread state, and one in the interpreter. */
function listedTasks({ memory, offsets }: AsyncioSource, interpreter: Interpreter): number[] | undefined {
  const found = offsets()
  if (found === undefined) return undefined
  const heads = [
    interpreter.address + found.interpreter,
    ...interpreter.threads.map(({ address }) => address + found.thread),
  ]
  const tasks: number[] = []
  for (const head of heads) {
    let node = readWord(memory, head)
    for (; node > 0 && node !== head && tasks.length <= MAX_TASKS; node = readWord(memory, node))
      tasks.push(node - found.node)
    if (Number.isNaN(node)) return undefined
  }
  return tasks
}
