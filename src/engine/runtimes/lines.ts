/**
 * Takes text as it comes and hands out whole lines, without their ends. When one grows over `limit` characters, its
 * beginning goes to `onTooLong`, and that is the end of it: all that comes later is dropped.
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
