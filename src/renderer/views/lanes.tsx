import { useRef, useState, type RefObject } from 'react'
import { allOf, formatSeconds } from '../../contract/text.ts'
import { sizeOf } from '../charts/canvas.ts'
import { hitLane, type LaneHit } from '../charts/lane-hit.ts'
import { drawLanes } from '../charts/lanes.ts'
import { lanesLayout, rowAt } from '../charts/lanes-layout.ts'
import { useApp, useAppState } from '../state/app.ts'
import { laneFacts } from '../timeline/lane-facts.ts'
import type { Scene } from '../live/scene.ts'
import type { LaneKey } from '../live/lanes.ts'
import { sameLane } from '../live/selection.ts'
import type { Timeline, TimelineRow } from '../timeline/rows.ts'
import type { TimelineMode } from '../timeline/trials.ts'
import { LiveCanvas } from './live-canvas.tsx'
import { ReadOut } from './read-out.tsx'
import { pressKey, timelineKeys, useDrag, useWheel } from './timeline-input.ts'
import type { TimelineView } from './timeline-view.ts'
import text from '../components/text.module.css'
import styles from './timeline.module.css'

const DRAW_MS = 300
/** Zoom factor of one notch of the wheel. */
const NOTCH = 1.2

interface Props {
  /** Rebuilds the timeline for a height in pixels. */
  readonly refresh: (height: number) => Timeline
  readonly drawn: RefObject<Timeline>
  readonly scene: () => Scene
  readonly view: TimelineView
  /** Key of what is shown; a new key is drawn at once. */
  readonly shape: string
  /** The core strip below the lanes, on whose axis; undefined for none. */
  readonly strip: TimelineMode | undefined
  readonly labelOf: (group: string) => string
  readonly emptyText: string
}

type Hit = LaneHit & { readonly position: { readonly x: number; readonly y: number } }

export function Lanes({ refresh, drawn, scene, view, shape, strip, labelOf, emptyText }: Props) {
  const { store } = useApp()
  const theme = useAppState((state) => state.theme)
  const selected = useAppState((state) => state.selectedLane)
  const [hit, setHit] = useState<Hit>()
  const [isEmpty, setEmpty] = useState(drawn.current.rows.length === 0)
  const box = useRef<HTMLDivElement>(null)

  const layoutNow = () => {
    const { clientWidth: width, clientHeight: height } = box.current!
    return lanesLayout(drawn.current, view.now(), { width, height, cores: strip === undefined ? 0 : scene().cores })
  }
  const drag = useDrag(view, () => layoutNow().width)
  useWheel(box, {
    pan: (pixels) => view.pan(pixels / layoutNow().width),
    zoom: (notches, { offsetX }) => {
      const { left, width } = layoutNow()
      const { from, to } = view.now()
      const share = Math.min(Math.max((offsetX - left) / width, 0), 1)
      view.zoom(NOTCH ** notches, from + share * (to - from))
    },
  })

  const select = (selectedLane: LaneKey | undefined) => store.setState({ selectedLane })
  const draw = (canvas: HTMLCanvasElement) => {
    const { history, nowNs } = scene()
    const timeline = refresh(sizeOf(canvas).height)
    setEmpty(timeline.rows.length === 0)
    const isSelected = (row: TimelineRow) => row.kind === 'lane' && sameLane(selected, row)
    const below = strip && { history, ...axisOf(timeline, strip, selected, labelOf) }
    drawLanes(canvas, timeline, { theme, nowNs, view: view.now(), isSelected, strip: below })
  }
  const down = (event: React.PointerEvent<HTMLCanvasElement>) => {
    if (event.button === 0) drag.begin(event)
  }
  const move = (event: React.PointerEvent<HTMLCanvasElement>) => {
    drag.move(event)
    const { nativeEvent, clientX, clientY } = event
    const found = hitLane(drawn.current, layoutNow(), nativeEvent.offsetX, nativeEvent.offsetY, scene().nowNs)
    setHit(found && { ...found, position: { x: clientX, y: clientY } })
  }
  const up = ({ nativeEvent }: React.PointerEvent<HTMLCanvasElement>) => {
    const isClick = drag.end()
    const row = drawn.current.rows[rowAt(drawn.current, layoutNow(), nativeEvent.offsetY)]
    if (!isClick || row?.kind !== 'lane') return
    select(sameLane(selected, row) ? undefined : { group: row.group, index: row.index })
  }
  const key = (event: React.KeyboardEvent) =>
    pressKey(
      event,
      timelineKeys(view, (by) => select(neighbour(drawn.current, selected, by))),
    )
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- an application takes keys
    <div
      className={styles.lanes}
      ref={box}
      role="application"
      aria-label="Lanes: Left and Right arrows pan, plus and minus zoom, Home shows everything, Up and Down arrows select a worker"
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it takes keys
      tabIndex={0}
      onKeyDown={key}
    >
      <LiveCanvas
        label="When each worker ran and when it waited. The table shows the same in numbers."
        everyMs={DRAW_MS}
        draw={draw}
        content={() => moving(scene(), strip !== undefined)}
        moved={view.view ?? shape}
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerLeave={() => setHit(undefined)}
      />
      {isEmpty && <p>{emptyText}</p>}
      {hit !== undefined && <ReadOut {...hit} />}
      <output className={text.hidden}>{spoken(drawn.current, selected, scene().nowNs, labelOf)}</output>
    </div>
  )
}

/** What the lanes show of the live data: time goes on for as long as a lane lives or the core strip is shown. */
function moving(scene: Scene, hasStrip: boolean): readonly unknown[] {
  const isMoving = hasStrip || scene.lanes.some(({ endNs }) => endNs === undefined)
  return [scene, scene.lanes, isMoving ? scene.nowNs : undefined]
}

/** The worker above or below the selected one; from none, the first or the last. */
function neighbour({ rows }: Timeline, selected: LaneKey | undefined, by: number): LaneKey | undefined {
  const workers = rows.flatMap((row) => (row.kind === 'lane' ? [{ group: row.group, index: row.index }] : []))
  const now = workers.findIndex((worker) => sameLane(selected, worker))
  return workers[now < 0 ? (by > 0 ? 0 : workers.length - 1) : Math.min(Math.max(now + by, 0), workers.length - 1)]
}

/** The selected worker of its latest repeat, in words. */
function spoken(timeline: Timeline, selected: LaneKey | undefined, nowNs: number, labelOf: Props['labelOf']): string {
  if (selected === undefined) return ''
  const facts = laneFacts(timeline, nowNs).findLast((fact) => sameLane(selected, fact))
  const who = `${labelOf(selected.group)}, worker ${selected.index + 1}`
  if (facts === undefined) return `${who} is selected`
  const { running, ready, gil } = facts
  const times = [
    `ran for ${formatSeconds(running)}`,
    ...(Number.isNaN(ready) ? [] : [`was ready without a free core for ${formatSeconds(ready)}`]),
    ...(gil === undefined ? [] : [`waited for the GIL for ${formatSeconds(gil)}`]),
  ]
  return `${who} is selected: it ${allOf(times)}`
}

/** Zero of the strip: as it ran all rows share one; side by side it is that of the selected worker's variant, or of the last. */
function axisOf({ rows }: Timeline, mode: TimelineMode, selected: LaneKey | undefined, labelOf: Props['labelOf']) {
  const drawn = rows.filter(({ spans }) => spans.length > 0)
  const row = drawn.find(({ group }) => group === selected?.group) ?? drawn.at(-1)
  const label = row === undefined || mode === 'run' ? 'cores' : labelOf(row.group)
  return { zeroNs: row?.spans[0]?.zeroNs ?? NaN, label }
}
