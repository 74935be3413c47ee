import { readdirSync, readFileSync } from 'node:fs'

/** Processes of this machine, as /proc lists them; Linux only. */
function pids(): number[] {
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []))
}

export function descendants(pid: number): number[] {
  const parents = pids().map((child) => [child, parentOf(child)] as const)
  const descendantsOf = (parent: number): number[] => {
    const children = parents.filter(([, parentPid]) => parentPid === parent).map(([child]) => child)
    return children.concat(children.flatMap(descendantsOf))
  }
  return descendantsOf(pid)
}

/** Commands of the processes that were started with this variable: also those that have left their parent. */
export function commandsWith(name: string, value: string): string[] {
  return pids()
    .filter((pid) => read(pid, 'environ').split('\0').includes(`${name}=${value}`))
    .map((pid) => `${pid} ${read(pid, 'cmdline').replaceAll('\0', ' ')}`)
}

/** A variable of a process's environment. */
export function variableOf(pid: number, name: string): string | undefined {
  const variables = read(pid, 'environ').split('\0')
  return variables.find((variable) => variable.startsWith(`${name}=`))?.slice(name.length + 1)
}

function parentOf(pid: number): number | undefined {
  const [, parent] = /^\d+ \(.*\) \S (\d+)/s.exec(read(pid, 'stat')) ?? []
  return parent === undefined ? undefined : Number(parent)
}

/** Empty for a process that has gone, or is another user's. */
function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1')
  } catch {
    return ''
  }
}
