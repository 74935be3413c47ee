import { NO_FAULT_FINDINGS, type Diagnosis, type FindingId } from '../../contract/finding.ts'
import type { Grid } from '../../contract/figure.ts'
import { allOf } from '../../contract/text.ts'
import type { Cell } from './differences.ts'

/** Observations, or runs of the user's function, that are repeats of each other. */
interface Side {
  readonly label: string
  readonly records: readonly { readonly diagnosis: Diagnosis }[]
}

/** In how many observations of a side a finding was made. */
function countOf({ records }: Side, id: FindingId): number {
  return records.filter(({ diagnosis }) => diagnosis.findings.some((finding) => finding.id === id)).length
}

function isFirst({ records }: Side, id: FindingId): boolean {
  return records.every(({ diagnosis }) => diagnosis.findings[0]?.id === id)
}

function idsOf(sides: readonly Side[]): readonly FindingId[] {
  const records = sides.flatMap((side) => side.records)
  return [...new Set(records.flatMap(({ diagnosis }) => diagnosis.findings.map(({ id }) => id)))]
}

/** A row for each finding that was made on any side. */
export function findingsGrid(sides: readonly Side[]): Grid {
  return {
    kind: 'grid',
    id: 'findings',
    title: 'Findings',
    columns: ['finding', ...sides.map(({ label }) => label)],
    rows: idsOf(sides).map((id) => ({ label: id, cells: sides.map((side) => cellOf(side, id)) })),
  }
}

function cellOf(side: Side, id: FindingId): Cell {
  const count = countOf(side, id)
  if (count === 0) return { text: 'no', tone: NO_FAULT_FINDINGS.has(id) ? 'dim' : 'good' }
  const { text } = side.records.flatMap(({ diagnosis }) => diagnosis.findings).find((finding) => finding.id === id)!
  const often = side.records.length === 1 ? 'yes' : `in ${count} of ${side.records.length}`
  const tone = NO_FAULT_FINDINGS.has(id) ? (id === 'unclear' ? 'dim' : 'good') : 'bad'
  return { text: isFirst(side, id) ? `${often}, the strongest` : often, tone, title: text }
}

/** Findings gone and new from the first side to each other one. A finding of some repeats only is neither. */
export function findingRemarks(sides: readonly Side[]): string[] {
  const [first, ...others] = sides
  return others.flatMap((side) => changesOf(first!, side))
}

function changesOf(first: Side, side: Side): string[] {
  const ids = idsOf([first, side])
  const lists = [
    [
      `Findings of ${first.label} that are gone in ${side.label}`,
      ids.filter((id) => inAll(first, id) && countOf(side, id) === 0),
    ],
    [`New in ${side.label}`, ids.filter((id) => countOf(first, id) === 0 && inAll(side, id))],
    [
      `In both ${first.label} and ${side.label}`,
      ids.filter((id) => !NO_FAULT_FINDINGS.has(id) && inAll(first, id) && inAll(side, id)),
    ],
  ] as const
  return lists.flatMap(([words, found]) => (found.length > 0 ? [`${words}: ${allOf(found)}.`] : []))
}

function inAll(side: Side, id: FindingId): boolean {
  return countOf(side, id) === side.records.length
}
