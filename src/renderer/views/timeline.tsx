import { useRef, useState } from 'react'
import { hitLane, type LaneHit } from '../charts/lane-hit.ts'
import { drawLanes } from '../charts/lanes.ts'
import { lanesLayout, panned, rowsThatFit, zoomed, type View } from '../charts/lanes-layout.ts'
import { useAppState } from '../state/app.ts'
import type { ShownRun } from '../state/runs.ts'
import type { Scene } from '../state/scene.ts'
import { timelineRun } from '../state/store.ts'
import { MOST_VARIANTS, timelineOf, TIMELINE_MODES, type Timeline, type TimelineMode } from '../state/timeline.ts'
import { LiveCanvas } from './live-canvas.tsx'
import { ReadOut } from './read-out.tsx'

const DRAW_MS = 300
/** Of one press, and of one notch of a wheel. */
const ZOOM = 0.5
const NOTCH = 1.2

const MODES: Readonly<Record<TimelineMode, { readonly label: string; readonly title: string }>> = {
  trial: { label: 'side by side', title: 'The latest repeat of each, all from zero' },
  run: { label: 'as it ran', title: 'All repeats, when they were' },
}

interface Props {
  readonly scene: () => Scene
  readonly shown: readonly ShownRun[]
}

type Hit = LaneHit & { readonly at: { readonly x: number; readonly y: number } }

export function TimelinePanel({ scene, shown }: Props) {
  const theme = useAppState((state) => state.theme)
  const active = useAppState((state) => state.runs.active)
  const [mode, setMode] = useState<TimelineMode>('trial')
  const [chosen, setChosen] = useState<string>()
  const [zoomedTo, setZoomedTo] = useState<{ readonly view: View; readonly of: string }>()
  const [hit, setHit] = useState<Hit>()
  const drawn = useRef<Timeline>(NOTHING)
  const run = timelineRun(shown, active)
  const variant = run?.plan.variants.some(({ id }) => id === chosen) === true ? chosen : undefined

  const shape = `${run?.runId} ${mode} ${variant}`
  const view = zoomedTo?.of === shape ? zoomedTo.view : undefined

  const viewNow = () => view ?? { from: 0, to: drawn.current.seconds }
  const show = (next: View) => {
    const { seconds } = drawn.current
    setZoomedTo(next.to - next.from > seconds * 0.999 ? undefined : { view: next, of: shape })
  }
  const zoom = (factor: number, at?: number) => {
    const now = viewNow()
    show(zoomed(now, factor, at ?? (now.from + now.to) / 2, drawn.current.seconds))
  }
  const pan = (share: number) => {
    const now = viewNow()
    show(panned(now, (now.to - now.from) * share, drawn.current.seconds))
  }
  const layoutIn = ({ clientWidth, clientHeight }: HTMLElement) =>
    lanesLayout(drawn.current, viewNow(), clientWidth, clientHeight)

  const draw = (canvas: HTMLCanvasElement) => {
    const { lanes, nowNs } = scene()
    const pids = new Set(run?.workers.map(({ pid }) => pid))
    const own = lanes.filter(({ worker }) => pids.has(worker.pid))
    const options = { mode, variant, room: rowsThatFit(canvas.clientHeight) }
    drawn.current = run === undefined ? NOTHING : timelineOf(run, own, nowNs, options)
    drawLanes(canvas, drawn.current, { theme, nowNs, view: viewNow() })
  }
  const point = ({ nativeEvent, clientX: x, clientY: y, currentTarget }: React.PointerEvent<HTMLCanvasElement>) => {
    const layout = layoutIn(currentTarget)
    if (nativeEvent.buttons === 1 && view !== undefined) pan(-nativeEvent.movementX / layout.width)
    const found = hitLane(drawn.current, layout, nativeEvent.offsetX, nativeEvent.offsetY, scene().nowNs)
    setHit(found && { ...found, at: { x, y } })
  }
  const wheel = ({ nativeEvent, currentTarget }: React.WheelEvent<HTMLCanvasElement>) => {
    const layout = layoutIn(currentTarget)
    const share = (nativeEvent.offsetX - layout.left) / layout.width
    const { from, to } = viewNow()
    if (run !== undefined) zoom(nativeEvent.deltaY > 0 ? NOTCH : 1 / NOTCH, from + share * (to - from))
  }
  return (
    <section className="panel timeline" aria-labelledby="timeline-title">
      <h2 id="timeline-title">
        Timeline
        <Key />
        <span className="tools">
          {run !== undefined && <ZoomButtons view={view} onZoom={zoom} onPan={pan} />}
          {run !== undefined && run.plan.variants.length > MOST_VARIANTS && (
            <select
              aria-label="Variant"
              value={variant ?? ''}
              onChange={({ target }) => setChosen(target.value === '' ? undefined : target.value)}
            >
              <option value="">the latest</option>
              {run.plan.variants.map(({ id, label }) => (
                <option key={id} value={id}>
                  {label}
                </option>
              ))}
            </select>
          )}
          <ModeSwitch mode={mode} onChange={setMode} />
        </span>
      </h2>
      <div className="lanes">
        <LiveCanvas
          label="When each worker worked and when it waited; the results table has the same as numbers"
          everyMs={DRAW_MS}
          draw={draw}
          onPointerMove={point}
          onPointerLeave={() => setHit(undefined)}
          onWheel={wheel}
        />
        {run === undefined && <p className="empty">Press Run: each worker gets a lane here as soon as it starts.</p>}
        {hit !== undefined && <ReadOut {...hit} />}
      </div>
    </section>
  )
}

const NOTHING: Timeline = { rows: [], seconds: 1 }

function Key() {
  return (
    <span className="legend">
      <span>
        <i className="solid" /> running<span className="long">, or as high as its share of a core</span>
      </span>
      <span>
        <i className="hatched" /> waiting
      </span>
      <span className="tick-note">
        <i className="tick" /> end of an earlier repeat
      </span>
    </span>
  )
}

interface ZoomProps {
  readonly view: View | undefined
  readonly onZoom: (factor: number) => void
  readonly onPan: (share: number) => void
}

/** For the keyboard; the wheel and dragging do the same. */
function ZoomButtons({ view, onZoom, onPan }: ZoomProps) {
  const buttons = [
    { label: 'Earlier', sign: '‹', act: () => onPan(-0.5), off: view === undefined },
    { label: 'Zoom out', sign: '−', act: () => onZoom(1 / ZOOM), off: view === undefined },
    { label: 'Zoom in', sign: '+', act: () => onZoom(ZOOM), off: false },
    { label: 'Later', sign: '›', act: () => onPan(0.5), off: view === undefined },
  ]
  return (
    <span className="zoom">
      {buttons.map(({ label, sign, act, off }) => (
        <button key={label} type="button" aria-label={label} title={label} aria-disabled={off} onClick={act}>
          {sign}
        </button>
      ))}
    </span>
  )
}

interface ModeProps {
  readonly mode: TimelineMode
  readonly onChange: (mode: TimelineMode) => void
}

function ModeSwitch({ mode, onChange }: ModeProps) {
  return (
    <span className="segments" role="radiogroup" aria-label="Timeline">
      {TIMELINE_MODES.map((each) => (
        <label key={each} title={MODES[each].title}>
          <input type="radio" name="timeline-mode" checked={mode === each} onChange={() => onChange(each)} />
          <span>{MODES[each].label}</span>
        </label>
      ))}
    </span>
  )
}
