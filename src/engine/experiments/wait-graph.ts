import type { Graph } from '../../contract/figure.ts'

/** A worker with the locks that it holds and waits for, by name. */
export interface Party {
  readonly name: string
  readonly holds: readonly string[]
  readonly waits: readonly string[]
}

/**
 * A deadlock: parties each of whom waits for a lock that the next one holds, and the last for one of the first's. Undefined where
 * there is none. Each lock has at most one holder.
 */
export function findCycle(parties: readonly Party[]): Party[] | undefined {
  const blockers = new Map(parties.map((party) => [party, blockersOf(party, parties)]))
  const done = new Set<Party>()
  for (const party of parties) {
    const cycle = search(party, [], blockers, done)
    if (cycle !== undefined) return cycle
  }
  return undefined
}

function search(
  party: Party,
  path: readonly Party[],
  blockers: ReadonlyMap<Party, readonly Party[]>,
  done: Set<Party>,
): Party[] | undefined {
  const index = path.indexOf(party)
  if (index >= 0) return path.slice(index)
  if (done.has(party)) return undefined
  for (const next of blockers.get(party) ?? []) {
    const cycle = search(next, [...path, party], blockers, done)
    if (cycle !== undefined) return cycle
  }
  done.add(party)
  return undefined
}

/** Workers that hold what a worker waits for. One that waits for its own lock blocks itself. */
function blockersOf({ waits }: Party, parties: readonly Party[]): Party[] {
  return parties.filter(({ holds }) => holds.some((lock) => waits.includes(lock)))
}

/** Graph of held and awaited locks, with a cycle marked, if there is one. */
export function waitGraph(
  parties: readonly Party[],
  { id, title, kind }: Pick<Graph, 'id' | 'title'> & { readonly kind: 'thread' | 'process' },
): Graph {
  const cycle = findCycle(parties) ?? []
  const locks = [...new Set(parties.flatMap(({ holds, waits }) => [...holds, ...waits]))].toSorted()
  const inCycle = (from: Party, lock: string) => {
    const next = cycle[(cycle.indexOf(from) + 1) % cycle.length]
    return cycle.includes(from) && next !== undefined && next.holds.includes(lock)
  }
  const wanted = parties.flatMap((party) =>
    party.waits.map((lock) => ({
      from: partyId(party),
      to: lockId(lock),
      label: 'waits for',
      cycle: inCycle(party, lock),
    })),
  )
  const held = parties.flatMap((party) =>
    party.holds.map((lock) => ({
      from: lockId(lock),
      to: partyId(party),
      label: 'held by',
      cycle: wanted.some((edge) => edge.cycle && edge.to === lockId(lock)),
    })),
  )
  return {
    kind: 'graph',
    id,
    title,
    nodes: [
      ...parties.map((party) => ({ id: partyId(party), label: party.name, kind })),
      ...locks.map((lock) => ({ id: lockId(lock), label: lock, kind: 'lock' as const })),
    ],
    edges: [...wanted, ...held],
    text: parties.map(inWords).join('; '),
  }
}

function partyId({ name }: Party): string {
  return `party ${name}`
}

function lockId(lock: string): string {
  return `lock ${lock}`
}

/** "Thread-1 holds A and waits for B". */
export function inWords({ name, holds, waits }: Party): string {
  const has = holds.length === 0 ? 'holds nothing' : `holds ${holds.join(' and ')}`
  return waits.length === 0 ? `${name} ${has}` : `${name} ${has} and waits for ${waits.join(' and ')}`
}
