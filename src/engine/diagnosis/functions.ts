import type { Place } from '../../contract/finding.ts'
import type { ThreadSummary } from '../../contract/program.ts'

/** Functions that are listed of a thread. */
const MAX_FUNCTIONS = 20

/** Innermost function of a stack, and how many samples found it there. */
export interface SeenFunction {
  readonly place: Place
  readonly samples: number
}

/** The functions in which a thread was seen, by line, most often first, with their shares of `all` samples. */
export function functionShares(seen: readonly SeenFunction[], all: number): ThreadSummary['functions'] {
  const counts = new Map<string, { readonly place: Place; samples: number }>()
  for (const { place, samples } of seen) {
    const key = `${place.line} ${place.function} ${place.file}`
    const counted = counts.get(key) ?? { place, samples: 0 }
    counted.samples += samples
    counts.set(key, counted)
  }
  return [...counts.values()]
    .toSorted((a, b) => b.samples - a.samples)
    .slice(0, MAX_FUNCTIONS)
    .map(({ place: { function: name, file, line }, samples }) => ({ function: name, file, line, share: samples / all }))
}
