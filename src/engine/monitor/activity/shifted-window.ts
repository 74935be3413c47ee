import type { ActivityWindow } from '../../../contract/activity.ts'
import type { BuiltWindow } from './window-builder.ts'

interface Offset {
  readonly threads: number
  readonly gils: number
}

/** A window whose positions go on where those of an activity thread that crashed ended. */
export function shifted(built: BuiltWindow, offset: Offset): BuiltWindow {
  if (offset.threads === 0 && offset.gils === 0) return built
  const { window, details, turns } = built
  const move = (threads: readonly number[]) => threads.map((thread) => thread + offset.threads)
  return {
    window: {
      ...window,
      rows: { ...window.rows, thread: move(window.rows.thread) },
      gils: window.gils.map((gil) => shiftedGil(gil, offset)),
    },
    details: {
      ...details,
      thread: move(details.thread),
      longestHoldNs: new Map([...details.longestHoldNs].map(([gil, ns]) => [gil + offset.gils, ns])),
    },
    turns: turns && { ...turns, thread: move(turns.thread) },
  }
}

function shiftedGil(gil: ActivityWindow['gils'][number], offset: Offset): ActivityWindow['gils'][number] {
  const holder = gil.holder === undefined ? undefined : gil.holder + offset.threads
  return { ...gil, gil: gil.gil + offset.gils, holder }
}
