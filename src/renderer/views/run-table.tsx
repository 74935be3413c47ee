import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef, type CSSProperties } from 'react'
import { columnWidth } from '../components/column-width.ts'
import type { RunListing } from '../../contract/run-listing.ts'
import type { Noted } from './note-dialog.tsx'
import { RunRow } from './run-row.tsx'
import text from '../components/text.module.css'
import panel from '../components/panel.module.css'
import styles from './run-table.module.css'

/** As in run-table.module.css: every row is as high, so that those out of sight need not be there. */
const ROW_HEIGHT = 46
/** Rows beyond the visible ones on either side, so that scrolling shows no hole. */
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

/** Any number of runs: only the rows in sight are in the page. */
export function RunTable({ runs, chosen, onChoose, onNote, empty }: Props) {
  const scroller = useRef<HTMLElement>(null)
  // eslint-disable-next-line react/incompatible-library -- the React Compiler is not used
  const rows = useVirtualizer({
    count: runs.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: SPARE_ROWS,
    initialRect: { width: 0, height: 600 },
  })
  const visible = rows.getVirtualItems()
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
          <Spacer height={visible[0]?.start ?? 0} />
          {visible.map(({ index }) => {
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
          })}
          <Spacer height={rows.getTotalSize() - (visible.at(-1)?.end ?? 0)} />
        </tbody>
      </table>
      {runs.length === 0 && <p>{empty}</p>}
    </section>
  )
}

function Spacer({ height }: { readonly height: number }) {
  return height === 0 ? undefined : (
    <tr aria-hidden="true">
      {/* eslint-disable-next-line jsx-a11y/control-has-associated-label -- it only takes room */}
      <td colSpan={HEADS.length} style={{ height }} />
    </tr>
  )
}
