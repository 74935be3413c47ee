/** Shorter lines are hard to read in any window. */
const MIN_WIDTH = 40

/** Text in lines of at most `width` characters, each after `indent`; a word that is longer has a line of its own. */
export function indented(text: string, width: number, indent: string): string {
  const room = Math.max(MIN_WIDTH, width) - indent.length
  const lines: string[] = []
  for (const word of text.split(/\s*\n\s*| +/)) {
    const line = lines.at(-1)
    if (line === undefined || line.length + 1 + word.length > room) lines.push(word)
    else lines[lines.length - 1] = `${line} ${word}`
  }
  return lines.map((line) => `${indent}${line}\n`).join('')
}

/** Colours of a text (SGR). */
const COLOR = /\p{Cc}\[[\d;]*m/gu

/** Text of at most `width` characters; a longer one ends with "…" and without its colours. */
export function clipped(text: string, width: number): string {
  const plain = text.replaceAll(COLOR, '')
  return plain.length > width ? `${plain.slice(0, width - 1)}…` : text
}
