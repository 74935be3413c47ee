import { ACTIVITIES, type ActivityWindow } from '../contract/activity.ts'
import {
  ACTIVITY_GROUP_LABELS,
  ACTIVITY_GROUPS,
  activityGroup,
  type ActivityGroup,
} from '../contract/activity-palette.ts'
import type { ProgramEvent } from '../contract/program.ts'
import { formatCount, formatSeconds, formatTenths } from '../contract/text.ts'
import type { StatusLine } from './bottom-line.ts'

/** Updates a second. Chosen: more cannot be read. */
const READABLE_RATE = 3
/** A program that is over sooner leaves the terminal untouched. Chosen: there is no time to read it. */
const FIRST_AFTER_NS = 1e9

/** Shows on one line what the threads of a program do while it runs. */
export function createLiveView(line: StatusLine): { onEvent(event: ProgramEvent): void; close(): void } {
  let startNs: number | undefined
  let shownNs = -Infinity
  let finding = ''
  const onWindow = (window: ActivityWindow) => {
    startNs ??= window.fromNs
    if (window.toNs - startNs < FIRST_AFTER_NS || window.toNs - shownNs < 1e9 / READABLE_RATE) return
    shownNs = window.toNs
    line.show(statusText(window, (window.toNs - startNs) / 1e9, finding))
  }
  return {
    onEvent(event) {
      if (event.type === 'began') startNs = event.startNs
      if (event.type === 'diagnosis') finding = event.diagnosis.findings[0]?.id ?? ''
      if (event.type === 'window') onWindow(event.window)
    },
    close: () => line.clear(),
  }
}

/** "coreglow 12.3 s: 1.0 cores busy; 8 threads: 1.0 runs Python, 6.9 held up by the GIL; so far: gil-contention" */
export function statusText(window: ActivityWindow, seconds: number, finding: string): string {
  const busy = meanThreads(window)
  const count = new Set(window.rows.thread).size
  const cores = (busy.get('python') ?? 0) + (busy.get('native') ?? 0)
  const states = ACTIVITY_GROUPS.filter((group) => (busy.get(group) ?? 0) >= 0.05).map(
    (group) => `${formatTenths(busy.get(group))} ${ACTIVITY_GROUP_LABELS[group]}`,
  )
  const parts = [
    `coreglow ${formatSeconds(seconds)}: ${formatTenths(cores)} cores busy`,
    [`${formatCount(count)} ${count === 1 ? 'thread' : 'threads'}`, states.join(', ')].filter(Boolean).join(': '),
    finding === '' ? '' : `so far: ${finding}`,
  ]
  return parts.filter((part) => part !== '').join('; ')
}

/** Mean number of threads in each group during the window. */
function meanThreads({ fromNs, toNs, rows }: ActivityWindow): ReadonlyMap<ActivityGroup, number> {
  const means = new Map<ActivityGroup, number>()
  const length = Math.max(1, toNs - fromNs)
  for (const [index, ns] of rows.ns.entries()) {
    const group = activityGroup(ACTIVITIES[rows.activity[index]!] ?? 'unknown')
    means.set(group, (means.get(group) ?? 0) + ns / length)
  }
  return means
}
