import { useEffect, useRef, useState } from 'react'
import { drawActivityLanes } from '../../charts/activity-lanes.ts'
import { sizeOf, watchSize } from '../../charts/canvas.ts'
import type { ActivityGroup } from '../../../contract/activity-palette.ts'
import { neighbourRow, placeRows, rowAt, rowsWithin, type LaneRow, type PlacedRows } from '../../program/lane-rows.ts'
import { readOutOf, spokenOf, type LaneReadOut } from '../../program/read-outs.ts'
import type { ProgramView } from '../../program/view.ts'
import { useApp, useAppState } from '../../state/app.ts'
import type { AppState } from '../../state/store.ts'
import { LiveCanvas } from '../live-canvas.tsx'
import { ReadOut } from '../read-out.tsx'
import { pressKey, timelineKeys } from '../timeline-input.ts'
import { FlightLabel } from './flight-label.tsx'
import { LaneLabel } from './lane-label.tsx'
import type { LanesView } from './lanes-view.ts'
import { useLook } from './use-look.ts'
import { usePlotPointer } from './use-plot-pointer.ts'
import texts from '../../components/text.module.css'
import styles from './thread-lanes.module.css'

const DRAW_MS = 100

interface Props {
  readonly shown: ProgramView
  readonly rows: readonly LaneRow[]
  readonly view: LanesView
  readonly hidden: ReadonlySet<ActivityGroup>
  readonly chosen: number | undefined
  readonly onChoose: (thread: number) => void
  readonly onToggle: (pid: number) => void
}

/** The lanes in a canvas, their names before them, and one scroll bar for both. */
export function ThreadLanes({ shown, rows, view, hidden, chosen, onChoose, onToggle }: Props) {
  const { log } = shown
  const { scheduler } = useApp()
  const theme = useAppState((state) => state.theme)
  const momentNs = useAppState(replayedNs)
  const cores = useAppState(({ machine }) => shown.usableCores ?? machine?.usableCores)
  const scroller = useRef<HTMLDivElement>(null)
  const [scrollTop, setScrollTop] = useState(0)
  const [room, setRoom] = useState(0)
  const [folded, setFolded] = useState<string>()
  const [readOut, setReadOut] = useState<LaneReadOut>()
  useEffect(
    () =>
      watchSize(scroller.current!, () => {
        setRoom(sizeOf(scroller.current!).height)
        scheduler.invalidate()
      }),
    [scheduler],
  )
  const placed = placeRows(rows, room)
  const selected = folded ?? (chosen === undefined ? undefined : `t${chosen}`)
  useLook(view, placed.rows.find(({ key }) => key === selected)?.pid ?? rows[0]?.pid, shown.isLive)

  const select = (row: LaneRow | undefined) => {
    if (row === undefined || row.kind === 'gil') return
    if (row.kind === 'thread') onChoose(row.thread)
    setFolded(row.kind === 'process' ? row.key : undefined)
    show(scroller.current, placed, row)
  }
  const pointer = usePlotPointer(scroller, view, {
    onHover: (place) => {
      const row = place && rowAt(placed, place.y)
      setReadOut(row && place && readOutOf(shown, row, place))
    },
    onClick: ({ y }) => select(rowAt(placed, y)),
  })
  const key = (event: React.KeyboardEvent) => {
    if (event.target instanceof HTMLButtonElement) return
    const row = rows.find((candidate) => candidate.key === selected)
    const keys = timelineKeys(view, (by) => select(neighbourRow(rows, selected, by)))
    pressKey(event, { ...keys, Enter: row && (() => onToggle(row.pid)) })
  }
  const picture = () => ({ log, placed, scrollTop, view: view.now(), theme, selected, cores, momentNs, hidden })
  const [first, end] = rowsWithin(placed, scrollTop, scrollTop + room)
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- an application takes keys
    <div
      className={styles.lanes}
      role="application"
      aria-label="Lanes: Up and Down arrows choose a thread, Enter folds a process, Left and Right arrows pan, plus and minus zoom, Home shows everything"
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it takes keys
      tabIndex={0}
      onKeyDown={key}
    >
      <div className={styles.plot}>
        <LiveCanvas
          label="What each thread did over time. The table shows the same in numbers."
          everyMs={DRAW_MS}
          draw={(canvas) => drawActivityLanes(canvas, picture())}
          content={() => [log, log.nowNs, log.revision]}
          moved={`${scrollTop} ${JSON.stringify(view.view)} ${room} ${momentNs}`}
        />
      </div>
      <FlightLabel log={log} />
      <div
        className={styles.scroller}
        ref={scroller}
        onScroll={({ currentTarget }) => setScrollTop(currentTarget.scrollTop)}
        {...pointer}
      >
        <div style={{ height: placed.tops.at(-1) }}>
          {placed.rows.slice(first, end).map((row, i) => (
            <LaneLabel
              key={row.key}
              row={row}
              top={placed.tops[first + i]!}
              height={placed.tops[first + i + 1]! - placed.tops[first + i]!}
              isSelected={row.key === selected}
              onSelect={() => select(row)}
              onToggle={onToggle}
            />
          ))}
        </div>
      </div>
      {rows.length === 0 && (
        <p className={styles.empty}>
          {shown.isLive
            ? 'Each thread gets a lane here as soon as it is seen.'
            : (shown.missing ?? 'No thread was seen.')}
        </p>
      )}
      {readOut !== undefined && <ReadOut {...readOut} />}
      <output className={texts.hidden}>{spokenOf(shown, rows, selected)}</output>
    </div>
  )
}

/** Moment of the recording that a replay has come to. */
function replayedNs({ opened, replay }: AppState): number | undefined {
  const startNs = opened?.recording.tNs[0]
  return startNs === undefined || replay === undefined ? undefined : startNs + replay.replay.positionSeconds * 1e9
}

/** Scrolls as far as a row needs to be in sight. */
function show(scroller: HTMLElement | null, { rows, tops }: PlacedRows, row: LaneRow): void {
  const index = rows.indexOf(row)
  if (scroller === null || index < 0) return
  const { height } = sizeOf(scroller)
  const [top, bottom] = [tops[index]!, tops[index + 1]!]
  if (top < scroller.scrollTop) scroller.scrollTop = top
  else if (bottom > scroller.scrollTop + height) scroller.scrollTop = bottom - height
}
