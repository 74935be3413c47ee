import { oneOf } from '../../contract/text.ts'

const MAX_NAMES = 3

/** The names that a user who typed `word` may have meant, the likeliest first; at most three, none where none is like it. */
export function nearest(word: string, names: readonly string[]): string[] {
  const farthest = Math.max(2, Math.floor(word.length / 3))
  return names
    .map((name) => ({ name, distance: distance(word.toLowerCase(), name.toLowerCase()) }))
    .filter((candidate) => candidate.distance <= farthest)
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, MAX_NAMES)
    .map(({ name }) => name)
}

/** Sentence after "There is no such ...": the nearest names, or else all. */
export function orNearest(word: string, names: readonly string[]): string {
  const near = nearest(word, names)
  if (near.length > 0) return `Did you mean ${oneOf(near)}?`
  return names.length > 0 ? `Available: ${names.join(', ')}.` : 'None are available.'
}

/** Levenshtein distance: insertions, deletions and replacements of single characters. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
    }
    row = next
  }
  return row[b.length]!
}
