import type { ThemeName } from '../../../contract/palette.ts'
import { tagsOf } from '../../../contract/describe.ts'
import type { SavedRecord } from '../../../contract/saved-record.ts'
import { spanOf } from '../card/strip.ts'
import { filmFrames } from './frames.ts'
import { toWebm } from './webm.ts'

const PER_SECOND = 10
/** Of a longer run a second of the film is more than one of the run. */
const MAX_SECONDS = 30

/** The cores during a run, as a WebM film: at most half a megabyte a second, mostly far less. */
export function video(run: SavedRecord, theme: ThemeName): Promise<Uint8Array> {
  const span = spanOf(run)
  const seconds = span === undefined ? 0 : (span.toNs - span.fromNs) / 1e9
  const perSecond = PER_SECOND * Math.min(1, MAX_SECONDS / seconds)
  return toWebm(filmFrames(run, perSecond, theme), PER_SECOND, tagsOf([run]))
}
