import { fade, PALETTE } from '../../contract/palette.ts'
import type { Series } from '../live/series.ts'
import type { LaneSpan } from '../timeline/rows.ts'
import { CANVAS_FONT, type Surface } from './canvas.ts'
import { laneBox, type SpanPlace } from './lane-spans.ts'

/** A narrower piece has no room for its number. */
const MIN_NUMBERED = 12

interface Stay {
  readonly core: number
  readonly startNs: number
  readonly endNs: number
}

/** Under a lane with room for it: the core that it was seen on, sample by sample. */
export function drawCores({ context }: Surface, span: LaneSpan, place: SpanPlace): void {
  const { layout, top, theme } = place
  const { y, height, band } = laneBox(layout, top, true)
  if (band === 0) return
  const { line, dim } = PALETTE[theme]
  const edge = (ns: number) =>
    Math.min(Math.max(layout.xOf((ns - span.zeroNs) / 1e9), layout.left - 1), layout.left + layout.width + 1)
  context.font = `400 9px ${CANVAS_FONT}`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  for (const { core, startNs, endNs } of stays(span.lane.series)) {
    const [left, right] = [edge(startNs), edge(endNs)]
    if (right <= left || core < 0) continue
    context.fillStyle = core % 2 === 0 ? line : fade(dim, 0.32)
    context.fillRect(left, y + height + 1, right - left, band - 1)
    context.fillStyle = dim
    if (right - left >= MIN_NUMBERED) context.fillText(String(core), (left + right) / 2, y + height + 1 + band / 2)
  }
  context.textBaseline = 'alphabetic'
}

/** Samples one after the other on the same core are one. */
function* stays(series: Series): Generator<Stay> {
  for (let i = 0; i < series.length;) {
    const begin = i
    const core = series.core(i)
    while (i < series.length && series.core(i) === core && (i === begin || series.startNs(i) <= series.endNs(i - 1)))
      i += 1
    yield { core, startNs: series.startNs(begin), endNs: series.endNs(i - 1) }
  }
}
