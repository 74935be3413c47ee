import { readText } from '../files/system-file.ts'

/** Fields of `/proc/PID/stat`; undefined where there is no such process, or no Linux /proc. See `fieldsOfStat`. */
export function readStat(pid: number): readonly string[] | undefined {
  const stat = readText(`/proc/${pid}/stat`)
  return stat === undefined ? undefined : fieldsOfStat(stat)
}

/** Fields behind the name, the state first: field 3 of proc(5) has index 0. The name may hold anything, spaces and brackets too. */
export function fieldsOfStat(stat: string): readonly string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}
