// Pieces of uneven length.
import { createRandom } from './random.mjs'

/** Cuts `total` into `count` whole numbers, exponentially distributed: the same ones for the same seed. */
export function parts(total, count, seed) {
  const { uniform } = createRandom(seed)
  let sum = 0
  const ends = Array.from({ length: count }, () => (sum -= Math.log(1 - uniform())))
  const edges = [0, ...ends].map((end) => Math.round((total * end) / sum))
  return edges.slice(1).map((edge, i) => edge - edges[i])
}
