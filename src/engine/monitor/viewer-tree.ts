import type { ProcessReading, ProcessTable } from './proc-census.ts'

/**
 * The processes of the programs that show the page. A browser is many processes of one program: the one that holds the
 * connection (Chromium's network service) is a child of the browser's first process, as are those that draw the page.
 * So the tree is all that is connected with a holder through parents and children of the same program. A tunnel's
 * program, such as sshd, is counted in the same way, without the shells that it has started.
 *
 * @param holders pids of the processes at the other end of a connection.
 */
export function viewerTree(
  holders: Iterable<number>,
  table: ProcessTable,
  programOf: (process: ProcessReading) => string,
): ReadonlyMap<number, string> {
  const tree = new Map<number, string>()
  for (const pid of holders) {
    const holder = table.get(pid)
    if (holder !== undefined) addProgram(firstOfProgram(holder, table, programOf), table, programOf, tree)
  }
  return tree
}

function firstOfProgram(
  holder: ProcessReading,
  table: ProcessTable,
  programOf: (process: ProcessReading) => string,
): ProcessReading {
  const program = programOf(holder)
  const seen = new Set<number>()
  let first = holder
  for (;;) {
    const parent = table.get(first.ppid)
    // A table is not read at one moment, so that parents could form a circle.
    if (parent === undefined || seen.has(parent.pid) || programOf(parent) !== program) return first
    seen.add(parent.pid)
    first = parent
  }
}

function addProgram(
  first: ProcessReading,
  table: ProcessTable,
  programOf: (process: ProcessReading) => string,
  tree: Map<number, string>,
): void {
  const program = programOf(first)
  const found = [first.pid]
  for (const pid of found) {
    tree.set(pid, program)
    for (const process of table.values()) {
      if (process.ppid === pid && !tree.has(process.pid) && programOf(process) === program) found.push(process.pid)
    }
  }
}
