/** Width of a table's column at usual sizes, CSS pixels; large screens and narrow windows have a factor (tokens.css). */
export function columnWidth(width: number): { readonly width: string } {
  return { width: `calc(${width}px * var(--columns))` }
}
