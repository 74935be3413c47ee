/** Writes a text where it has changed. A text node that is there is kept: exchanging it would restyle its element. */
export function setText(element: HTMLElement | null, text: string): void {
  if (element === null) return
  const { firstChild } = element
  if (firstChild instanceof Text && firstChild === element.lastChild) {
    if (firstChild.data !== text) firstChild.data = text
  } else if (element.textContent !== text) element.textContent = text
}
