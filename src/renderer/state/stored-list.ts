import * as v from 'valibot'

/** The latest entries of one kind, newest first, kept in this browser. */
export interface StoredList<T> {
  readonly read: () => readonly T[]
  /** Puts an entry first; one that `isSame` takes for the same is replaced. */
  readonly remember: (entry: T, isSame: (other: T) => boolean) => void
}

export function storedList<T>(key: string, entry: v.GenericSchema<unknown, T>, max: number): StoredList<T> {
  const list = v.array(entry)
  const read = () => {
    try {
      return v.parse(list, JSON.parse(localStorage.getItem(key) ?? '[]'))
    } catch {
      // Written by another version, or by hand: as good as none.
      return []
    }
  }
  return {
    read,
    remember(latest, isSame) {
      const others = read().filter((other) => !isSame(other))
      localStorage.setItem(key, JSON.stringify([latest, ...others].slice(0, max)))
    },
  }
}
