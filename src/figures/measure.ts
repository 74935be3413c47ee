// Advance widths of Inter SemiBold in hundredths of an em, space to tilde: the widest weight that running text uses, so
// that an estimate errs to the safe side. Figures count as wide as the widest of them.
const WIDTHS = [
  26, 33, 53, 65, 66, 101, 67, 33, 38, 38, 54, 68, 32, 47, 32, 38, 67, 67, 67, 67, 67, 67, 67, 67, 67, 67, 32, 33, 68,
  68, 68, 55, 100, 73, 66, 74, 73, 61, 59, 75, 75, 28, 58, 71, 57, 93, 76, 77, 65, 78, 66, 66, 67, 74, 73, 103, 72, 72,
  66, 38, 38, 38, 49, 47, 36, 58, 63, 59, 63, 60, 39, 63, 62, 27, 27, 57, 27, 91, 62, 61, 63, 63, 40, 55, 36, 62, 59,
  84, 57, 59, 57, 46, 36, 46, 68,
]
const OTHERS: Readonly<Record<string, number>> = { '\u202f': 26, '·': 33, '–': 52, '×': 68, '…': 90 }

function emWidth(character: string): number {
  const code = character.codePointAt(0)!
  // Beyond Latin, Greek and Cyrillic stand scripts whose characters may fill an em.
  return (WIDTHS[code - 32] ?? OTHERS[character] ?? (code < 0x600 ? 85 : 110)) / 100
}

/** Width in pixels of one line at a font size, never less than it comes out. */
export function textWidth(text: string, size: number): number {
  let width = 0
  for (const character of text) width += emWidth(character)
  return width * size
}

/** The text, cut at its end with an ellipsis where it is wider than `width`. */
export function fit(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text
  const characters = Array.from(text)
  let ems = 0
  // In the order in which textWidth() adds: a different rounding would be a line that is too wide.
  const keep = characters.findIndex((character) => {
    ems += emWidth(character)
    return (ems + emWidth('…')) * size > width
  })
  return `${characters.slice(0, keep).join('').trimEnd()}…`
}

/** Lines of at most `width`; the last of `lines` ends in an ellipsis where more would follow. */
export function wrap(text: string, size: number, width: number, lines: number): readonly string[] {
  const done: string[] = []
  let line = ''
  const words = text.split(/[ \n\t\r]+/).filter((word) => word !== '')
  for (const [index, word] of words.entries()) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line === '' || textWidth(longer, size) <= width) {
      line = longer
    } else if (done.length === lines - 1) {
      return [...done, fit(`${line} ${words.slice(index).join(' ')}`, size, width)]
    } else {
      done.push(fit(line, size, width))
      line = word
    }
  }
  return line === '' ? done : [...done, fit(line, size, width)]
}

/** Lines like those of `wrap`, but of about equal length: no single word is left over for the last one. */
export function wrapEvenly(text: string, size: number, width: number, lines: number): readonly string[] {
  let best = wrap(text, size, width, lines)
  const whole = best.join(' ')
  for (let narrower = width * 0.97; narrower > width / 2; narrower *= 0.97) {
    const next = wrap(text, size, narrower, lines)
    if (next.length > best.length || next.join(' ') !== whole) return best
    best = next
  }
  return best
}
