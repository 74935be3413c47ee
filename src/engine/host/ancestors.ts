import { readStat } from './process-stat.ts'

/** Processes from Coreglow's parent to the first of the system; elsewhere than on Linux, the parent alone. */
export function ancestors(): readonly number[] {
  const found: number[] = []
  for (let pid = process.ppid; pid > 0 && !found.includes(pid); pid = parentOf(pid)) found.push(pid)
  return found
}

/** 0 where there is none, or the system does not say. */
export function parentOf(pid: number): number {
  return Number(readStat(pid)?.[1] ?? 0)
}
