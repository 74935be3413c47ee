/** Copy of a set, without a value that is in it or with one that is not. */
export function toggled<T>(values: ReadonlySet<T>, value: T): ReadonlySet<T> {
  const next = new Set(values)
  if (!next.delete(value)) next.add(value)
  return next
}
