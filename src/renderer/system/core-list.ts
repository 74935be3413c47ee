/** Numbers of the cores in a list such as "0-3,6"; all of `cores` where there is none. */
export function coresIn(list: string | undefined, cores: number): readonly number[] {
  if (list === undefined) return Array.from({ length: cores }, (_, core) => core)
  return list.split(',').flatMap((part) => {
    const [first = NaN, last = first] = part.split('-').map(Number)
    return Number.isNaN(first) ? [] : Array.from({ length: last - first + 1 }, (_, i) => first + i)
  })
}
