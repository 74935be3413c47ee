import type { ThemeName } from '../../../contract/palette.ts'
import { tagsOf } from '../../../contract/describe.ts'
import type { SavedRecord } from '../../../contract/saved-record.ts'
import { spanOf } from '../card/strip.ts'
import { videoFrames } from './frames.ts'
import { toWebm } from './webm.ts'

const PER_SECOND = 10
/** Longer runs are sped up to fit, so a second of their video shows more than a second of the run. */
const MAX_SECONDS = 30

/** The cores during a run, as a WebM video: at most half a megabyte a second, mostly far less. */
export function video(run: SavedRecord, theme: ThemeName): Promise<Uint8Array> {
  const span = spanOf(run)
  const seconds = span === undefined ? 0 : (span.toNs - span.fromNs) / 1e9
  const perSecond = PER_SECOND * Math.min(1, MAX_SECONDS / seconds)
  return toWebm(videoFrames(run, perSecond, theme), PER_SECOND, tagsOf([run]))
}
