import type { CSSProperties } from 'react'
import { columnWidth } from '../components/column-width.ts'
import { TableRows, useVirtualRows } from '../components/virtual-rows.tsx'
import type { RunListing } from '../../contract/run-listing.ts'
import type { Noted } from './note-dialog.tsx'
import { RunRow } from './run-row.tsx'
import text from '../components/text.module.css'
import panel from '../components/panel.module.css'
import styles from './run-table.module.css'

/** As in run-table.module.css. */
const ROW_HEIGHT = 46
const SPARE_ROWS = 8

interface Head {
  readonly column: string
  /** False where what is in the column says it: the name is for screen readers alone. */
  readonly isShown: boolean
  readonly style?: CSSProperties
}

const HEADS: readonly Head[] = [
  { column: 'chosen', isShown: false, style: { width: 28 } },
  { column: 'pinned', isShown: false, style: { width: 28 } },
  { column: 'run', isShown: true, style: { width: '24%' } },
  { column: 'verdict', isShown: true },
  { column: 'runtime', isShown: true, style: columnWidth(96) },
  { column: 'machine', isShown: true, style: columnWidth(88) },
  { column: 'date', isShown: true, style: columnWidth(106) },
  { column: 'size', isShown: true, style: columnWidth(86) },
  { column: 'actions', isShown: false, style: { width: 86 } },
]

interface Props {
  readonly runs: readonly RunListing[]
  readonly chosen: ReadonlySet<string>
  readonly onChoose: (id: string, on: boolean) => void
  readonly onNote: (noted: Noted) => void
  /** Text shown if there are no runs. */
  readonly empty: string
}

export function RunTable({ runs, chosen, onChoose, onNote, empty }: Props) {
  const { rows, scroller } = useVirtualRows({ count: runs.length, rowHeight: ROW_HEIGHT, spareRows: SPARE_ROWS })
  return (
    <section
      className={`${panel.scroll} ${styles.scroll}`}
      ref={scroller}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label="List of runs"
    >
      <table className={styles.table} aria-label="All runs" aria-rowcount={runs.length + 1}>
        <thead>
          <tr>
            {HEADS.map(({ column, isShown, style }) => (
              <th key={column} scope="col" data-column={column} style={style}>
                {isShown ? column : <span className={text.hidden}>{column}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <TableRows
            rows={rows}
            columns={HEADS.length}
            row={(index) => {
              const listing = runs[index]
              return listing === undefined ? undefined : (
                <RunRow
                  key={`${listing.id} ${listing.status}`}
                  listing={listing}
                  row={index + 2}
                  chosen={chosen.has(listing.id)}
                  onChoose={onChoose}
                  onNote={onNote}
                />
              )
            }}
          />
        </tbody>
      </table>
      {runs.length === 0 && <p>{empty}</p>}
    </section>
  )
}
