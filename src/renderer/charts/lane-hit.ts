import { ACTIVITY_LABELS } from '../../contract/activity.ts'
import { formatSeconds, formatShare } from '../../contract/text.ts'
import { heldAt } from '../timeline/gils.ts'
import { momentOf, type Doing, type Moment } from '../timeline/lane-state.ts'
import type { GilRow, Timeline, LaneRow, LaneSpan } from '../timeline/rows.ts'
import { marksAt } from './lane-marks.ts'
import { rowAt, type LanesLayout } from './lanes-layout.ts'

/** What is under the pointer, in words. */
export interface LaneHit {
  readonly title: string
  readonly lines: readonly string[]
}

export function hitLane(
  timeline: Timeline,
  layout: LanesLayout,
  x: number,
  y: number,
  nowNs: number,
): LaneHit | undefined {
  const row = timeline.rows[rowAt(timeline, layout, y)]
  const { view, left, width } = layout
  const seconds = view.from + ((x - left) / width) * (view.to - view.from)
  if (row === undefined || x < left) return undefined
  const hit = row.kind === 'gil' ? hitGil(row, seconds) : hitWorker(row, seconds, nowNs)
  const marks = marksAt(timeline, layout, row.group, x).map((mark) => `${momentText(mark.seconds)}: ${mark.text}`)
  if (marks.length === 0) return hit
  return { title: hit?.title ?? row.name, lines: [...(hit?.lines ?? []), ...marks] }
}

/** To the nanosecond. */
const momentText = (seconds: number) => `at ${(seconds * 1e3).toFixed(6)} ms`

function hitWorker({ spans }: LaneRow, seconds: number, nowNs: number): LaneHit | undefined {
  const nsOf = ({ zeroNs }: LaneSpan) => zeroNs + seconds * 1e9
  const endOf = ({ lane }: LaneSpan) => lane.endNs ?? nowNs
  const found =
    spans.find((span) => nsOf(span) >= span.lane.startNs && nsOf(span) <= endOf(span)) ??
    spans.findLast((span) => nsOf(span) > endOf(span))
  if (found === undefined) return undefined
  const { key, worker, name, pid, tid, startNs, endNs } = found.lane
  const ns = nsOf(found)
  const whole = endNs === undefined ? undefined : (endNs - startNs) / 1e9
  const moment = momentOf(found, ns)
  return {
    title: worker === undefined ? name : `${name} · worker ${key.index + 1}`,
    lines: [
      `${worker === undefined ? '' : `repeat ${worker.repeat} · `}pid ${pid}, tid ${tid}`,
      `${momentText(seconds)}: ${ns > endOf(found) ? 'ended' : stateText(moment)}`,
      ...(moment.core < 0 || ns > endOf(found) ? [] : [`on core ${moment.core}`]),
      whole === undefined ? 'still running' : `ran from start to end in ${formatSeconds(whole)}`,
      ...(worker?.lost === undefined ? [] : [`lost: ${worker.lost}`]),
    ],
  }
}

const WORDS: Readonly<Record<Doing, string>> = {
  running: 'running',
  ready: 'ready, no core free',
  gil: 'waiting for the GIL',
  io: 'waiting for a disk',
  sleeping: 'waiting for a lock, I/O or a timer',
  stopped: 'stopped',
  waiting: 'waiting',
}

/** A smaller share of a sample is not worth a word: it is 1 ms at 20 Hz, which any hand-over costs. */
const MIN_READY = 0.02

function stateText({ doing, exact, startNs, endNs, share, ready, holder, read }: Moment): string {
  const length = exact && endNs - startNs < Infinity ? ` for ${formatSeconds((endNs - startNs) / 1e9)}` : ''
  // The sampler looks now and then, and the one that has the GIL may be off its core.
  const unread =
    exact && doing === 'sleeping' ? 'off the interpreter, waiting for the GIL, I/O or a timer' : WORDS[doing]
  const words = read === undefined ? unread : `${exact ? 'off the interpreter, ' : ''}${ACTIVITY_LABELS[read.activity]}`
  const who = holder === undefined ? '' : `, held by worker ${holder + 1}`
  const ran = exact || Number.isNaN(share) ? '' : `, ${formatShare(share)} of a core`
  const waited = exact || !(ready >= MIN_READY) ? '' : `, ready and no core free ${formatShare(ready)} of the time`
  const source = read === undefined ? '' : ` (as sampled from outside, ${formatShare(read.share)})`
  return `${words}${length}${who}${ran}${waited}${source}`
}

function hitGil({ spans, name, note }: GilRow, seconds: number): LaneHit | undefined {
  if (note !== undefined) return { title: name, lines: [note] }
  for (const { gil, zeroNs } of spans) {
    const held = heldAt(gil, zeroNs + seconds * 1e9)
    if (held === undefined) continue
    const length = formatSeconds((held.endNs - held.startNs) / 1e9)
    return { title: name, lines: [`${momentText(seconds)}: held by worker ${held.worker + 1}`, `for ${length}`] }
  }
  return undefined
}
