import type { CallSummary } from '../../../contract/call-summary.ts'
import { shareRange } from '../../../contract/function-text.ts'
import { formatBytes, formatSeconds, formatTenths, formatShare, NO_NUMBER } from '../../../contract/text.ts'
import { Whole } from '../../components/tip.tsx'
import { FUNCTION_ENTRY } from '../../function/page-state.ts'
import { runRows, type ResultRow } from '../../state/results.ts'
import type { ShownRun } from '../../state/runs.ts'
import { CORES, CPU, ResultTable, SPEEDUP, START_UP, WALL, type ResultColumn } from '../results.tsx'

const COLUMNS: readonly ResultColumn[] = [
  {
    ...WALL,
    hint: 'Median and range of the repeats: from the first call to the last result, with the start of the workers',
  },
  { ...SPEEDUP, hint: 'Median of the loop / this median' },
  CORES,
  CPU,
  { ...START_UP, priority: 'low' },
  {
    id: 'item',
    label: 'item',
    hint: 'Median time of one call',
    width: 62,
    cell: ({ calls }) => formatSeconds(calls?.item?.median),
  },
  {
    id: 'p95',
    label: 'p95',
    hint: 'Time within which 95 of 100 calls return',
    width: 62,
    priority: 'low',
    cell: ({ calls }) => formatSeconds(calls?.item?.p95),
  },
  {
    id: 'max',
    label: 'longest',
    hint: 'Time of the longest call of all repeats',
    width: 62,
    priority: 'low',
    cell: ({ calls }) => formatSeconds(calls?.item?.max),
  },
  {
    id: 'pickled',
    label: 'pickled in / out',
    hint: 'Size of inputs sent to the workers, and of results sent back, measured by pickling the same objects after the trial',
    width: 124,
    cell: ({ calls }) => <Pickled calls={calls} />,
  },
  {
    id: 'pickling',
    label: 'pickling',
    hint: 'Time that making and reading these pickles takes',
    width: 62,
    priority: 'low',
    cell: ({ calls }) => formatSeconds(calls?.serialiseSeconds),
  },
  {
    id: 'idle',
    label: 'idle',
    hint: 'Share of the trial in which a worker called no item, from the least to the most idle worker',
    width: 62,
    priority: 'middle',
    cell: ({ calls }) => (calls?.idleShare === undefined ? NO_NUMBER : shareRange(calls.idleShare)),
  },
  {
    id: 'gil',
    label: 'GIL held',
    hint: 'Share of the trial in which a thread held the GIL, and how many threads waited for it on average',
    width: 70,
    priority: 'low',
    cell: (row) => <Gil row={row} />,
  },
]

/** A row for each variant, with what the calls of the function were like. */
export function FunctionResults({ run }: { readonly run: ShownRun }) {
  const isVaried = run.plan.variants.some(({ id, model }) => id !== model)
  return (
    <ResultTable rows={runRows(FUNCTION_ENTRY, run)} columns={COLUMNS} head={isVaried ? 'variant' : 'model'} isWide />
  )
}

function Pickled({ calls }: { readonly calls: CallSummary | undefined }) {
  const bytes = calls?.pickledBytes
  if (bytes !== undefined) {
    return (
      <>
        {formatBytes(bytes.in)} / {formatBytes(bytes.out)}
      </>
    )
  }
  return <Missing reason={calls?.missing.pickledBytes} />
}

function Gil({ row: { calls } }: { readonly row: ResultRow }) {
  const gil = calls?.gil
  if (gil === undefined) return <Missing reason={calls?.missing.gil} />
  return (
    <>
      {formatShare(gil.held)} <small>{formatTenths(gil.waiting)} wait</small>
    </>
  )
}

/** A dash that says why there is no number. */
function Missing({ reason }: { readonly reason: string | undefined }) {
  return (
    <Whole text={reason}>
      <span>{NO_NUMBER}</span>
    </Whole>
  )
}
