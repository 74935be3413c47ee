import { readFileSync, readlinkSync, statSync } from 'node:fs'

/** Text of a small file of the system; undefined where there is none, or it may not be read. */
export function readText(path: string, encoding: 'utf8' | 'latin1' = 'utf8'): string | undefined {
  return unlessRefused(() => readFileSync(path, encoding))
}

/** Target of a link; undefined as `readText`. */
export function readLink(path: string): string | undefined {
  return unlessRefused(() => readlinkSync(path))
}

/** Number of the user that a file belongs to; undefined as `readText`. */
export function ownerOf(path: string): number | undefined {
  return unlessRefused(() => statSync(path).uid)
}

function unlessRefused<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
