/** Text as the content of an element or of an attribute. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

export interface Cell {
  readonly text: string
  readonly number?: boolean
  readonly bad?: boolean
}

/** A table with a head; the first cell of each row is its heading. */
export function tableHtml(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const head = columns.map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join('')
  const body = rows.map(
    ([first, ...cells]) =>
      `<tr><th scope="row">${escapeHtml(first?.text ?? '')}</th>${cells.map(cellHtml).join('')}</tr>`,
  )
  return `<table><thead><tr>${head}</tr></thead><tbody>${body.join('\n')}</tbody></table>`
}

function cellHtml({ text, number = false, bad = false }: Cell): string {
  const classes = [number ? 'number' : '', bad ? 'bad' : ''].filter(Boolean).join(' ')
  return `<td${classes && ` class="${classes}"`}>${escapeHtml(text)}</td>`
}

/** Facts, a line each. */
export function factsHtml(facts: Readonly<Record<string, string | undefined>>): string {
  const lines = Object.entries(facts).map(([name, value]) =>
    value === undefined ? '' : `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`,
  )
  return `<dl>${lines.join('\n')}</dl>`
}

/** A line below a table that shows its first `most` rows only. */
export function moreHtml(count: number, most: number): string {
  return count > most ? `<p class="dim">and ${count - most} more, in the data below</p>` : ''
}
