import type { SystemProcess } from '../../contract/system.ts'
import { COLUMNS, type ColumnId } from './columns.ts'

export interface ProcessSort {
  readonly column: ColumnId
  readonly descending: boolean
}

/** What of the list is shown, and how. */
export interface ListOptions {
  /** Words that name, command, user, interpreter or PID must have. */
  readonly text: string
  readonly sort: ProcessSort
  /** Children below their parents; else a plain list. */
  readonly isTree: boolean
  /** Ids of processes whose children are hidden, or shown, against the default. A search shows them all the same. */
  readonly toggled: ReadonlySet<string>
}

/** A process with its use of the CPU over the last seconds. */
export interface TrackedProcess {
  readonly id: string
  readonly process: SystemProcess
  /** Smoothed share of one core; missing until there are two lists. */
  readonly cpuShare: number | undefined
}

export interface ProcessRow extends TrackedProcess {
  /** 0 for a process without a parent in the list. */
  readonly depth: number
  /** Children in the list; 0 in a plain list. */
  readonly children: number
  readonly isCollapsed: boolean
  /** False for a parent that is shown for its children alone. */
  readonly isMatch: boolean
  /** It is gone, and keeps its place while the order is held. */
  readonly isEnded: boolean
}

/** A PID with its start time: systems reuse PIDs. */
export function processId({ pid, startTime }: Pick<SystemProcess, 'pid' | 'startTime'>): string {
  return `${pid}@${startTime}`
}

/** Whether name, command, user or interpreter have every word, or the PID begins with it. */
export function matcher(text: string): (process: SystemProcess) => boolean {
  const words = text.toLowerCase().split(/\s+/u).filter(Boolean)
  return ({ pid, name, command, user = '', runtime = '' }) => {
    if (words.length === 0) return true
    const all = `${name} ${command} ${user} ${runtime}`.toLowerCase()
    return words.every((word) => all.includes(word) || String(pid).startsWith(word))
  }
}

type Compare = (a: TrackedProcess, b: TrackedProcess) => number
const texts = new Intl.Collator('en', { sensitivity: 'base' })

/** What is missing comes last in either direction; equal ones by PID. */
function comparator({ column, descending }: ProcessSort): Compare {
  const { value } = COLUMNS.find(({ id }) => id === column)!
  const sign = descending ? -1 : 1
  return (a, b) => {
    const [x, y] = [value(a.process, a.cpuShare), value(b.process, b.cpuShare)]
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined) || byPid(a, b)
    const order = typeof x === 'string' || typeof y === 'string' ? texts.compare(String(x), String(y)) : x - y
    return sign * order || byPid(a, b)
  }
}

function byPid(a: TrackedProcess, b: TrackedProcess): number {
  return a.process.pid - b.process.pid
}

const PLAIN = { depth: 0, children: 0, isCollapsed: false, isMatch: true, isEnded: false } as const

export function rowsOf(all: readonly TrackedProcess[], options: ListOptions): readonly ProcessRow[] {
  const compare = comparator(options.sort)
  const isMatch = matcher(options.text)
  if (options.isTree) return treeRows(all, options, compare, isMatch)
  return all
    .filter(({ process }) => isMatch(process))
    .toSorted(compare)
    .map((tracked) => Object.assign({}, tracked, PLAIN))
}

interface Node {
  readonly tracked: TrackedProcess
  readonly children: Node[]
  readonly isMatch: boolean
  /** It or one below it matches. */
  isShown: boolean
  /** The first in the order of it and all below it: a parent stands where its first descendant would. */
  first: TrackedProcess
}

function treeRows(
  all: readonly TrackedProcess[],
  { text, toggled }: ListOptions,
  compare: Compare,
  isMatch: (process: SystemProcess) => boolean,
): readonly ProcessRow[] {
  const roots = treeOf(all, isMatch)
  for (const root of roots) settle(root, compare)
  const rows: ProcessRow[] = []
  const isSearch = text.trim() !== ''
  const add = (nodes: readonly Node[], depth: number) => {
    const shown = nodes.filter((node) => node.isShown).toSorted((a, b) => compare(a.first, b.first))
    for (const { tracked, children, isMatch: matches } of shown) {
      const isCollapsed =
        !isSearch && children.length > 0 && toggled.has(tracked.id) !== isKernelParent(tracked.process)
      rows.push({ ...tracked, depth, children: children.length, isCollapsed, isMatch: matches, isEnded: false })
      if (!isCollapsed) add(children, depth + 1)
    }
  }
  add(roots, 0)
  return rows
}

/** The parent of the kernel's threads: there are hundreds of them, and nothing can be done to one. Its children are hidden at first. */
function isKernelParent({ name, parentPid }: SystemProcess): boolean {
  return name === 'kthreadd' && parentPid === 0
}

/** A parent that started later has the PID of the real one: the child then has none. */
function treeOf(all: readonly TrackedProcess[], isMatch: (process: SystemProcess) => boolean): readonly Node[] {
  const nodes = new Map<number, Node>()
  for (const tracked of all) {
    const matches = isMatch(tracked.process)
    nodes.set(tracked.process.pid, { tracked, children: [], isMatch: matches, isShown: matches, first: tracked })
  }
  const roots: Node[] = []
  for (const node of nodes.values()) {
    const { pid, parentPid, startTime } = node.tracked.process
    const parent = nodes.get(parentPid)
    const isReal = parent !== undefined && parentPid !== pid && parent.tracked.process.startTime <= startTime
    ;(isReal ? parent.children : roots).push(node)
  }
  return roots
}

function settle(node: Node, compare: Compare): void {
  for (const child of node.children) {
    settle(child, compare)
    if (child.isShown) node.isShown = true
    if (child.isShown && compare(child.first, node.first) < 0) node.first = child.first
  }
}
