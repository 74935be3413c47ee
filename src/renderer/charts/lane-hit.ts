import { formatSeconds, formatShare } from '../../contract/text.ts'
import { heldAt } from '../timeline/gils.ts'
import { momentOf, type Doing, type Moment } from '../timeline/lane-state.ts'
import type { GilRow, Timeline, WorkerRow, WorkerSpan } from '../timeline/timeline.ts'
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
  const marks = marksAt(timeline, layout, row.variant, x).map((mark) => `${at(mark.seconds)}: ${mark.text}`)
  if (marks.length === 0) return hit
  return { title: hit?.title ?? row.name, lines: [...(hit?.lines ?? []), ...marks] }
}

/** To the nanosecond. */
const at = (seconds: number) => `at ${(seconds * 1e3).toFixed(6)} ms`

function hitWorker({ spans }: WorkerRow, seconds: number, nowNs: number): LaneHit | undefined {
  const nsOf = ({ zeroNs }: WorkerSpan) => zeroNs + seconds * 1e9
  const endOf = ({ lane: { worker } }: WorkerSpan) => worker.endNs ?? nowNs
  const span =
    spans.find((each) => nsOf(each) >= each.lane.worker.startNs && nsOf(each) <= endOf(each)) ??
    spans.findLast((each) => nsOf(each) > endOf(each))
  if (span === undefined) return undefined
  const { worker } = span.lane
  const ns = nsOf(span)
  const whole = worker.endNs === undefined ? undefined : (worker.endNs - worker.startNs) / 1e9
  const moment = momentOf(span, ns)
  return {
    title: `${worker.name} · worker ${worker.index + 1}`,
    lines: [
      `repeat ${worker.repeat} · pid ${worker.pid}, tid ${worker.tid}`,
      `${at(seconds)}: ${ns > endOf(span) ? 'ended' : stateText(moment)}`,
      ...(moment.core < 0 || ns > endOf(span) ? [] : [`on core ${moment.core}`]),
      whole === undefined ? 'still running' : `ran from start to end in ${formatSeconds(whole)}`,
      ...(worker.lost === undefined ? [] : [`lost: ${worker.lost}`]),
    ],
  }
}

const WORDS: Readonly<Record<Doing, string>> = {
  running: 'running',
  gil: 'waiting for the GIL',
  ready: 'ready, waiting for a core',
  io: 'waiting for a disk',
  sleeping: 'waiting for a lock, I/O or a timer',
  stopped: 'stopped',
  waiting: 'waiting',
}

function stateText({ doing, exact, startNs, endNs, share, holder }: Moment): string {
  const length = exact && endNs - startNs < Infinity ? ` for ${formatSeconds((endNs - startNs) / 1e9)}` : ''
  // The sampler looks now and then, and the one that has the GIL may be off its core.
  const words =
    exact && doing === 'sleeping' ? 'off the interpreter, waiting for the GIL, I/O or a timer' : WORDS[doing]
  const who = holder === undefined ? '' : `, held by worker ${holder + 1}`
  return `${words}${length}${who}${exact || Number.isNaN(share) ? '' : `, ${formatShare(share)} of a core`}`
}

function hitGil({ spans, name, note }: GilRow, seconds: number): LaneHit | undefined {
  if (note !== undefined) return { title: name, lines: [note] }
  for (const { gil, zeroNs } of spans) {
    const held = heldAt(gil, zeroNs + seconds * 1e9)
    if (held === undefined) continue
    const length = formatSeconds((held.endNs - held.startNs) / 1e9)
    return { title: name, lines: [`${at(seconds)}: held by worker ${held.worker + 1}`, `for ${length}`] }
  }
  return undefined
}
