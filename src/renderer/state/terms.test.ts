import { expect, test } from 'vitest'
import type { Term } from '../../contract/experiment.ts'
import { splitTerms } from './terms.ts'

const term = (words: string, ...also: string[]): Term => ({
  id: words.toLowerCase(),
  term: words,
  also,
  definition: '',
})
const GLOSSARY = [
  term('GIL'),
  term('thread', 'threads'),
  term('switch'),
  term('context switch', 'context switches'),
  term('I/O-bound'),
]
const marked = (text: string) =>
  splitTerms(text, GLOSSARY)
    .map((part) => (typeof part === 'string' ? part : `[${part.words}=${part.term.term}]`))
    .join('')

test('terms are whole words, in any case, the longest first, each once', () => {
  expect(marked('Threads share a GIL; a thread waits.')).toBe('[Threads=thread] share a [GIL=GIL]; a thread waits.')
  expect(marked('Context switches, then a switch.')).toBe('[Context switches=context switch], then a [switch=switch].')
  expect(marked('Work that is I/O-bound.')).toBe('Work that is [I/O-bound=I/O-bound].')
  expect(marked('GILded, multi-thread, rethread')).toBe('GILded, multi-thread, rethread')
})

test('a text without terms, and a glossary without any, stay as they are', () => {
  expect(marked('Nothing here.')).toBe('Nothing here.')
  expect(splitTerms('GIL', [])).toEqual(['GIL'])
  expect(marked('')).toBe('')
})
