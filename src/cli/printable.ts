/** Text with names and output of the user's: no control characters of theirs reach the terminal, but for colours. */
export function printable(text: string): string {
  return text.replaceAll(/\p{Cc}\[[\d;]*m|[^\P{Cc}\n]/gu, (found) => (found.endsWith('m') ? found : ' '))
}
