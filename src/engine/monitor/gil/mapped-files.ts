import { basename } from 'node:path'
import { readLink, readText } from '../../files/system-file.ts'

/** A file that is mapped into a process. */
export interface MappedFile {
  /** As the process sees it; ends with " (deleted)" where it is. */
  readonly path: string
  readonly inode: number
  /** First address, and the name of that mapping in `/proc/PID/map_files`. */
  readonly base: number
  readonly range: string
  /** Its mappings, and the anonymous memory right behind them (`.bss`). */
  readonly mappings: readonly Mapping[]
}

interface Mapping {
  readonly start: number
  readonly end: number
  /** "r-xp". */
  readonly mode: string
}

/** The programs and libraries of a process. `likely`: its executable and what is named like Python; the others after it. */
export interface Program {
  /** Path of the executable; undefined where there is none, as for a kernel thread, or it is hidden. */
  readonly executable: string | undefined
  readonly likely: readonly MappedFile[]
  readonly others: readonly MappedFile[]
}

export function programOf(pid: number): Program {
  const executable = readLink(`/proc/${pid}/exe`)
  const files = mappedFiles(readText(`/proc/${pid}/maps`, 'latin1') ?? '').filter(({ mappings }) =>
    mappings.some(({ mode }) => mode.includes('x')),
  )
  const isLikely = ({ path }: MappedFile) => path === executable || /^(lib)?python/.test(basename(path))
  return { executable, likely: files.filter(isLikely), others: files.filter((file) => !isLikely(file)) }
}

const LINE = /^(([0-9a-f]+)-([0-9a-f]+)) (\S+) [0-9a-f]+ \S+ (\d+) *(.*)$/

/** @param maps text of `/proc/PID/maps` */
export function mappedFiles(maps: string): MappedFile[] {
  const files = new Map<string, MappedFile & { mappings: Mapping[] }>()
  let last: { mappings: Mapping[] } | undefined
  for (const line of maps.split('\n')) {
    const [, range, first, beyond, mode, inode, path] = LINE.exec(line) ?? []
    if (range === undefined || mode === undefined || path === undefined) continue
    const mapping = { start: Number.parseInt(first ?? '', 16), end: Number.parseInt(beyond ?? '', 16), mode }
    if (path.startsWith('/')) {
      const file = files.get(path) ?? { path, inode: Number(inode), base: mapping.start, range, mappings: [] }
      file.mappings.push(mapping)
      files.set(path, file)
      last = file
    } else if (path === '' && last?.mappings.at(-1)?.end === mapping.start && mode.startsWith('rw')) {
      last.mappings.push(mapping)
    } else last = undefined
  }
  return [...files.values()]
}
