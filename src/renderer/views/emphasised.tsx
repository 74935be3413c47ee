/** The numbers of a sentence, in bold. */
export function emphasised(text: string) {
  return text
    .split(/(\d[\d.,]*\s?(?:×|%|s\b|ms\b)?)/u)
    .map((part, i) => (i % 2 === 1 ? <b key={`${String(i)} ${part}`}>{part}</b> : part))
}
