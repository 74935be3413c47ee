import { useCallback, useLayoutEffect, useRef, useState } from 'react'
import type { RunListing } from '../../contract/run-listing.ts'
import { rowsInView } from '../state/history.ts'
import type { Noted } from './note-dialog.tsx'
import { RunRow } from './run-row.tsx'

/** As in all-runs.css: every row is as high, so that those out of sight need not be there. */
const ROW_HEIGHT = 46

const HEADS = ['run', 'verdict', 'runtime', 'machine', 'date', 'size'] as const

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
  const [view, setView] = useState({ top: 0, height: 600 })
  const look = useCallback(() => {
    const { scrollTop: top, clientHeight: height } = scroller.current!
    setView((now) => (now.top === top && now.height === height ? now : { top, height }))
  }, [])
  useLayoutEffect(() => {
    const observer = new ResizeObserver(look)
    observer.observe(scroller.current!)
    return () => observer.disconnect()
  }, [look])
  const { from, to, above, below } = rowsInView(runs.length, ROW_HEIGHT, view.top, view.height)
  return (
    <section
      className="scroll"
      ref={scroller}
      onScroll={look}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label="List of runs"
    >
      <table aria-label="All runs" aria-rowcount={runs.length + 1}>
        <thead>
          <tr>
            <th scope="col">
              <span className="hidden">chosen</span>
            </th>
            <th scope="col">
              <span className="hidden">pinned</span>
            </th>
            {HEADS.map((head) => (
              <th key={head} scope="col" className={head === 'verdict' ? 'verdict-of' : head}>
                {head}
              </th>
            ))}
            <th scope="col">
              <span className="hidden">actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          <Spacer height={above} />
          {runs.slice(from, to).map((listing, i) => (
            <RunRow
              key={`${listing.id} ${listing.status}`}
              listing={listing}
              row={from + i + 2}
              chosen={chosen.has(listing.id)}
              onChoose={onChoose}
              onNote={onNote}
            />
          ))}
          <Spacer height={below} />
        </tbody>
      </table>
      {runs.length === 0 && <p className="empty">{empty}</p>}
    </section>
  )
}

function Spacer({ height }: { readonly height: number }) {
  return height === 0 ? undefined : (
    <tr className="spacer" aria-hidden="true">
      {/* eslint-disable-next-line jsx-a11y/control-has-associated-label -- it only takes room */}
      <td colSpan={HEADS.length + 3} style={{ height }} />
    </tr>
  )
}
