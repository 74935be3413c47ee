import type { Term } from '../../contract/experiment.ts'

/** A text in parts: words as they are, and words that the glossary explains. */
export type TextPart = string | { readonly words: string; readonly term: Term }

/** Each term once, where it first occurs as a whole word. */
export function splitTerms(text: string, glossary: readonly Term[]): TextPart[] {
  const byWords = new Map(
    glossary.flatMap((term) => [term.term, ...term.also].map((words) => [words.toLowerCase(), term] as const)),
  )
  if (byWords.size === 0) return [text]
  // The longest first: "context switch" is not "switch".
  const longest = [...byWords.keys()].toSorted((a, b) => b.length - a.length).map(escaped)
  const told = new Set<Term>()
  const parts: TextPart[] = []
  let end = 0
  for (const match of text.matchAll(
    new RegExp(`(?<![\\p{L}\\p{N}-])(?:${longest.join('|')})(?![\\p{L}\\p{N}-])`, 'giu'),
  )) {
    const [words] = match
    const term = byWords.get(words.toLowerCase())
    if (term === undefined || told.has(term)) continue
    told.add(term)
    if (match.index > end) parts.push(text.slice(end, match.index))
    parts.push({ words, term })
    end = match.index + words.length
  }
  return end < text.length ? [...parts, text.slice(end)] : parts
}

function escaped(words: string): string {
  return words.replaceAll(/[.*+?^${}()|[\]\\/]/gu, String.raw`\$&`)
}
