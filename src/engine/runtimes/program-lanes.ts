import { byWorker, named, type RawEvent } from './program-testing.ts'

const TRIES = 4

type Span = readonly [start: number, end: number]

/** When each worker ran, in ns of the clock, in the order of their indices. */
export function lanes(events: readonly RawEvent[]): Span[][] {
  return byWorker(events, 'worker-start').map(({ index, startNs }) => {
    const ns = named(events, 'running').flatMap((event) => (event['index'] === index ? event['ns'] : []))
    return Array.from({ length: ns.length / 2 }, (_, i) => [startNs + ns[2 * i], startNs + ns[2 * i + 1]] as const)
  })
}

/** Time during which more than one runs, over that in which any does. */
export function overlap(all: readonly (readonly Span[])[]): number {
  const edges = all.flat().flatMap(([start, end]) => [
    { ns: start, by: 1 },
    { ns: end, by: -1 },
  ])
  let [depth, before, any, more] = [0, 0, 0, 0]
  for (const { ns, by } of edges.toSorted((a, b) => a.ns - b.ns || a.by - b.by)) {
    if (depth > 0) any += ns - before
    if (depth > 1) more += ns - before
    depth += by
    before = ns
  }
  return more / any
}

/** A worker's spans until another has one: ns from the first to the last, and ns of them all. */
export function turnsOf(all: readonly (readonly Span[])[]): { heldNs: number; ranNs: number }[] {
  const spans = all.flatMap((lane, index) => lane.map(([start, end]) => ({ index, start, end })))
  const turns: { index: number; start: number; heldNs: number; ranNs: number }[] = []
  for (const { index, start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    let turn = turns.at(-1)
    if (turn?.index !== index) turns.push((turn = { index, start, heldNs: 0, ranNs: 0 }))
    turn.heldNs = end - turn.start
    turn.ranNs += end - start
  }
  return turns
}

/** Tries a few times to see two run at once: "seen", "not seen", or "busy" where other programs have the cores. */
export async function lookForOverlap(run: () => Promise<RawEvent[]>): Promise<string> {
  let calm = 0
  for (let i = 0; i < TRIES; i++) {
    const events = await run()
    if (overlap(lanes(events)) > 0.1) return 'seen'
    if (cores(events) > 0.7) calm++
  }
  return calm === 0 ? 'busy' : 'not seen'
}

/** Cores that each worker had while it worked. */
function cores(events: readonly RawEvent[]): number {
  const starts = byWorker(events, 'worker-start')
  const ends = byWorker(events, 'worker-end')
  const seconds = ends.reduce((sum, { endNs }, index) => sum + endNs - starts[index]!['startNs'], 0)
  return ends.reduce((sum, { cpuNs }) => sum + cpuNs, 0) / seconds
}
