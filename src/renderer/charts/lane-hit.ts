import { formatSeconds, formatShare } from '../../contract/text.ts'
import type { GilRow, Timeline, WorkerRow } from '../state/timeline.ts'
import { shareAt } from './lane-spans.ts'
import type { LanesLayout } from './lanes-layout.ts'

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
  const row =
    timeline.rows[timeline.rows.findIndex((_, i) => y >= layout.top(i) && y < layout.top(i) + layout.laneHeight)]
  const { view, left, width } = layout
  const seconds = view.from + ((x - left) / width) * (view.to - view.from)
  if (row === undefined || x < left) return undefined
  return row.kind === 'gil' ? hitGil(row, seconds) : hitWorker(row, seconds, nowNs)
}

const at = (seconds: number) => `at ${(seconds * 1e3).toFixed(3)} ms`

function hitWorker({ spans }: WorkerRow, seconds: number, nowNs: number): LaneHit | undefined {
  const span = spans.find(({ lane: { worker }, zeroNs }) => {
    const ns = zeroNs + seconds * 1e9
    return ns >= worker.startNs && ns <= (worker.endNs ?? nowNs)
  })
  if (span === undefined) return undefined
  const { worker } = span.lane
  const part = shareAt(span, span.zeroNs + seconds * 1e9)
  const exact = span.running !== undefined && part !== undefined
  const length = exact ? ` for ${formatSeconds((part.endNs - part.startNs) / 1e9)}` : ''
  const state = exact
    ? `${part.share > 0 ? 'on' : 'off'} the interpreter${length}`
    : `${formatShare(part?.share)} of a core`
  const whole = worker.endNs === undefined ? undefined : (worker.endNs - worker.startNs) / 1e9
  return {
    title: `${worker.name} · worker ${worker.index + 1}`,
    lines: [
      `repeat ${worker.repeat} · pid ${worker.pid}, tid ${worker.tid}`,
      `${at(seconds)}: ${state}`,
      whole === undefined ? 'still at work' : `worked for ${formatSeconds(whole)}`,
      ...(worker.lost === undefined ? [] : [`lost: ${worker.lost}`]),
    ],
  }
}

function hitGil({ spans, name, note }: GilRow, seconds: number): LaneHit | undefined {
  if (note !== undefined) return { title: name, lines: [note] }
  for (const { gil, zeroNs } of spans) {
    const ns = zeroNs + seconds * 1e9
    const { holds } = gil
    for (let i = 0; i < holds.length; i += 3) {
      if (ns < holds[i]! || ns >= holds[i + 1]!) continue
      const length = formatSeconds((holds[i + 1]! - holds[i]!) / 1e9)
      return { title: name, lines: [`${at(seconds)}: held by worker ${holds[i + 2]! + 1}`, `for ${length}`] }
    }
  }
  return undefined
}
