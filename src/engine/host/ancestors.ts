import { readFileSync } from 'node:fs'

/** Processes from Coreglow's parent to the first of the system; elsewhere than on Linux, the parent alone. */
export function ancestors(): readonly number[] {
  const found: number[] = []
  for (let pid = process.ppid; pid > 0 && !found.includes(pid); pid = parentOf(pid)) found.push(pid)
  return found
}

/** 0 where there is none, or the system does not say. */
function parentOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return 0
  }
}
