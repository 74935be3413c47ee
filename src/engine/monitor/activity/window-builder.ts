import { ACTIVITIES, type ActivityTurns, type ActivityWindow } from '../../../contract/activity.ts'
import type { WindowDetails } from './activity-source.ts'
import { CODE, NOT_IN_FLIGHT } from './codes.ts'
import { threadWindow, type ThreadWindow } from './thread-window.ts'
import type { GilWindow } from './watched-gil.ts'
import type { WatchedProcess } from './watched-process.ts'
import type { WatchedThread } from './watched-thread.ts'

/** The end of a window as it was seen then: threads are read later, when it is known what they did. */
export interface WindowEnd {
  readonly toNs: number
  /** By address and process. */
  readonly gils: readonly { readonly process: WatchedProcess; readonly address: number; readonly window: GilWindow }[]
  readonly coroutines: ReadonlyMap<number, number>
  readonly begun: NonNullable<WindowDetails['begun']>
}

export interface BuiltWindow {
  readonly window: ActivityWindow
  readonly details: WindowDetails
  readonly turns: ActivityTurns | undefined
}

/** Notes the GILs and coroutines of all processes at the end of a window. */
export function endWindow(toNs: number, processes: Iterable<WatchedProcess>): WindowEnd {
  const gils: WindowEnd['gils'][number][] = []
  const coroutines = new Map<number, number>()
  const begun = new Map<number, { readonly threads: number; readonly interpreters: number }>()
  for (const process of processes) {
    for (const [address, gil] of process.python?.gils ?? []) {
      const threads = [...process.threads.values()].filter((thread) => thread.gil === address)
      const waiters = threads.filter(({ history }) => history.code === CODE.gil).length
      const holder = gil.reading.holder === undefined ? undefined : process.threads.get(gil.reading.holder)?.index
      gils.push({ process, address, window: gil.window(holder, waiters) })
    }
    const count = hasLoop(process) ? process.python?.reader.coroutines() : undefined
    if (count !== undefined) coroutines.set(process.pid, count)
    const made = process.python?.reader.begun()
    if (made !== undefined) begun.set(process.pid, made)
  }
  return { toNs, gils, coroutines, begun }
}

function hasLoop(process: WatchedProcess): boolean {
  for (const thread of process.threads.values()) if (thread.loop) return true
  return false
}

/**
 * Reads what all threads did from `fromNs` to the end of the window.
 *
 * `inFlight` counts, at that end: the Python threads of each process whose interpreter is read, and all threads of every other
 * process, that are in none of `NOT_IN_FLIGHT` (idle, in an event loop's selector, waiting for another thread, process,
 * future or child, or unknown); and the pending coroutines where they can be counted. A coroutine that only awaits another one is
 * counted too: from outside they look alike.
 *
 * @param looked pid of the process whose turns are wanted
 */
export function buildWindow(
  fromNs: number,
  end: WindowEnd,
  processes: Iterable<WatchedProcess>,
  looked: number | undefined,
): BuiltWindow {
  const table = new WindowTable(fromNs, end.toNs)
  for (const process of processes)
    for (const thread of [...process.threads.values(), ...process.ended])
      table.add(thread, process, process.pid === looked)
  return table.finish(end, looked !== undefined)
}

const scratch = threadWindow()

class WindowTable {
  private readonly fromNs: number
  private readonly toNs: number
  private readonly rows = { thread: [] as number[], activity: [] as number[], ns: [] as number[] }
  private readonly turns = {
    thread: [] as number[],
    activity: [] as number[],
    startNs: [] as number[],
    endNs: [] as number[],
  }
  private readonly columns = {
    thread: [] as number[],
    longestRunNs: [] as number[],
    longestLoopGapNs: [] as number[],
    blocks: [] as number[],
    lockAddress: [] as number[],
    timed: [] as (boolean | undefined)[],
    pipeInside: [] as (boolean | undefined)[],
  }
  private readonly waited = new Map<string, number>()
  private inFlight = 0

  constructor(fromNs: number, toNs: number) {
    this.fromNs = fromNs
    this.toNs = toNs
  }

  add(thread: WatchedThread, process: WatchedProcess, turns: boolean): void {
    const turn = turns
      ? (code: number, startNs: number, endNs: number) => this.addTurn(thread.index, code, startNs, endNs)
      : undefined
    thread.window.read(thread.history, this.fromNs, this.toNs, scratch, turn)
    if (scratch.code < 0) return
    this.addRows(thread.index, scratch)
    const waitsForPipe = scratch.ns[CODE.pipe] === this.toNs - this.fromNs
    this.columns.pipeInside.push(waitsForPipe ? thread.pipeInside(process.pid, scratch.target) : undefined)
    const waitedNs = scratch.ns[CODE.gil]!
    if (waitedNs > 0) {
      const gil = gilKey(process.pid, thread.gil)
      this.waited.set(gil, (this.waited.get(gil) ?? 0) + waitedNs)
    }
    const counted = process.python === undefined || thread.python
    if (counted && thread.history.endNs >= this.toNs && NOT_IN_FLIGHT[scratch.code] === 0) this.inFlight++
  }

  finish(end: WindowEnd, turns: boolean): BuiltWindow {
    const gils = end.gils.map(({ process, address, window: { gil, heldNs, handovers, holder, waiters } }) => {
      const waitedNs = this.waited.get(gilKey(process.pid, address)) ?? 0
      return { gil, heldNs, waitedNs, handovers, holder, waiters }
    })
    const coroutines = [...end.coroutines.values()].reduce((sum, count) => sum + count, 0)
    return {
      window: {
        fromNs: Math.round(this.fromNs),
        toNs: Math.round(this.toNs),
        rows: this.rows,
        gils,
        inFlight: this.inFlight + coroutines,
      },
      details: {
        ...this.columns,
        longestHoldNs: new Map(end.gils.map(({ window }) => [window.gil, window.longestHoldNs])),
        coroutines: end.coroutines,
        begun: end.begun,
      },
      turns: turns ? this.turns : undefined,
    }
  }

  private addRows(index: number, window: ThreadWindow): void {
    for (let code = 0; code < ACTIVITIES.length; code++) {
      const ns = window.ns[code]!
      if (ns === 0) continue
      this.rows.thread.push(index)
      this.rows.activity.push(code)
      this.rows.ns.push(ns)
    }
    const { columns } = this
    columns.thread.push(index)
    columns.longestRunNs.push(window.longestRunNs)
    columns.longestLoopGapNs.push(window.longestLoopGapNs)
    columns.blocks.push(window.blocks)
    const { code, target } = window
    columns.lockAddress.push(code === CODE.lock ? Math.abs(target) : 0)
    columns.timed.push((code === CODE.lock || code === CODE.task) && target !== 0 ? target < 0 : undefined)
  }

  private addTurn(index: number, code: number, startNs: number, endNs: number): void {
    this.turns.thread.push(index)
    this.turns.activity.push(code)
    this.turns.startNs.push(Math.round(startNs))
    this.turns.endNs.push(Math.round(endNs))
  }
}

const gilKey = (pid: number, address: number): string => `${pid}:${address}`
