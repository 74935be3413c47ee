const NUMBERS = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten']

/** A count at the beginning of a sentence: "Four", "25". */
export function number(count: number): string {
  return NUMBERS[count] ?? String(count)
}
