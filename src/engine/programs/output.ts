/** Lines of standard error that are kept, and characters of each. */
const MAX_LINES = 20
const MAX_LINE = 500
/** Characters that are passed on in a second. Chosen: more than a person reads; a program that prints 100 MB must not fill the wire. */
const MAX_PER_SECOND = 200_000

/** What a program writes, as far as it is shown and kept. */
export interface Output {
  write(stream: 'stdout' | 'stderr', text: string): void
  /** The last lines of standard error. */
  lastLines(): string[]
}

/** `emit` gets the text, or in place of what is too much of it how much that was. */
export function createOutput(emit: (stream: 'stdout' | 'stderr', text: string) => void): Output {
  let tail = ''
  let second = -1
  let passed = 0
  let omitted = 0
  return {
    write(stream, text) {
      if (stream === 'stderr') tail = (tail + text).slice(-MAX_LINES * (MAX_LINE + 1))
      const now = Math.floor(performance.now() / 1000)
      if (now !== second) [second, passed] = [now, 0]
      if (passed + text.length > MAX_PER_SECOND) {
        omitted += text.length
        return
      }
      passed += text.length
      const gap = omitted > 0 ? `\n[${omitted} characters are left out here]\n` : ''
      omitted = 0
      emit(stream, gap + text)
    },
    lastLines: () =>
      tail
        .split('\n')
        .map((line) => line.trimEnd().slice(0, MAX_LINE))
        .filter((line) => line !== '')
        .slice(-MAX_LINES),
  }
}
