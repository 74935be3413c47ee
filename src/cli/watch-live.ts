import { ACTIVITIES, type ActivityWindow } from '../contract/activity.ts'
import {
  ACTIVITY_GROUP_LABELS,
  ACTIVITY_GROUPS,
  activityGroup,
  type ActivityGroup,
} from '../contract/activity-palette.ts'
import type { Diagnosis } from '../contract/finding.ts'
import type { ProgramEvent } from '../contract/program.ts'
import { formatCount, formatSeconds, formatTenths } from '../contract/text.ts'
import type { StatusLine } from './bottom-line.ts'
import { statusWidth, type Output } from './io.ts'
import { createStyle, type Style } from './style.ts'

/** Updates a second. Chosen: more cannot be read. */
const READABLE_RATE = 3
/** A program that is over sooner leaves the terminal untouched. Chosen: there is no time to read it. */
const FIRST_AFTER_NS = 1e9

/** Shows on one line of `output` what is wrong with a program and what its threads do while it runs. */
export function createLiveView(
  line: StatusLine,
  output: Output,
  env?: NodeJS.ProcessEnv,
): { onEvent(event: ProgramEvent): void; close(): void } {
  const style = createStyle(output, env)
  let startNs: number | undefined
  let shownNs = -Infinity
  let finding = ''
  const onWindow = (window: ActivityWindow) => {
    startNs ??= window.fromNs
    if (window.toNs - startNs < FIRST_AFTER_NS || window.toNs - shownNs < 1e9 / READABLE_RATE) return
    shownNs = window.toNs
    line.show(statusText(window, (window.toNs - startNs) / 1e9, finding, style, statusWidth(output)))
  }
  return {
    onEvent(event) {
      if (event.type === 'began') startNs = event.startNs
      if (event.type === 'diagnosis') finding = firstOf(event.diagnosis)
      if (event.type === 'window') onWindow(event.window)
    },
    close: () => line.clear(),
  }
}

/** Empty while nothing can be said yet. */
function firstOf({ findings: [first] }: Diagnosis): string {
  return first === undefined || first.id === 'unclear' ? '' : first.id
}

/**
 * "coreglow 12.3 s  gil-contention  1.0 cores  8 threads: 6.9 held up by the GIL, 1.0 runs Python": what does not fit
 * into `width` is left out from the end.
 */
export function statusText(
  window: ActivityWindow,
  seconds: number,
  finding: string,
  style: Style,
  width: number,
): string {
  const busy = meanThreads(window)
  const count = new Set(window.rows.thread).size
  const cores = (busy.get('python') ?? 0) + (busy.get('native') ?? 0)
  const states = ACTIVITY_GROUPS.map((group) => ({ group, mean: busy.get(group) ?? 0 }))
    .filter(({ mean }) => mean >= 0.05)
    .toSorted((a, b) => b.mean - a.mean)
    .map(({ group, mean }, index) => {
      const text = `${formatTenths(mean)} ${ACTIVITY_GROUP_LABELS[group]}`
      return { before: index === 0 ? ': ' : ', ', text, paint: (words: string) => style.group(group, words) }
    })
  const parts = [
    { before: '', text: `coreglow ${formatSeconds(seconds)}`, paint: plain },
    ...(finding === '' ? [] : [{ before: '  ', text: finding, paint: style.bold }]),
    { before: '  ', text: `${formatTenths(cores)} cores`, paint: plain },
    { before: '  ', text: `${formatCount(count)} ${count === 1 ? 'thread' : 'threads'}`, paint: plain },
    ...states,
  ]
  let used = 0
  const fitting = parts.filter(({ before, text }) => (used += before.length + text.length) <= width)
  return fitting.map(({ before, text, paint }) => before + paint(text)).join('')
}

const plain = (text: string) => text

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
