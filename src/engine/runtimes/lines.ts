/**
 * Splits incoming text into lines. If a line exceeds `limit` characters, its beginning goes to `onTooLong`, and all later
 * text is dropped.
 */
export function lineSplitter(
  limit: number,
  onLine: (line: string) => void,
  onTooLong: (beginning: string) => void,
): (chunk: string) => void {
  let rest = ''
  let over = false
  return (chunk) => {
    if (over) return
    const lines = (rest + chunk).split('\n')
    const tooLong = lines.find((line) => line.length > limit)
    rest = lines.pop() ?? ''
    over = tooLong !== undefined
    if (tooLong === undefined) lines.forEach(onLine)
    else onTooLong(tooLong.slice(0, limit))
  }
}
