import { useRef, useState } from 'react'
import { formatSeconds, formatShare } from '../../contract/text.ts'
import { drawLanes, hitLane, lanesLayout, type LaneHit } from '../charts/lanes.ts'
import { useAppState } from '../state/app.ts'
import type { ShownRun } from '../state/runs.ts'
import type { Scene } from '../state/scene.ts'
import { modelLabel, timelineRun } from '../state/store.ts'
import { timelineOf, TIMELINE_MODES, type Timeline, type TimelineMode } from '../state/timeline.ts'
import { LiveCanvas } from './live-canvas.tsx'

const DRAW_MS = 300

const MODES: Readonly<Record<TimelineMode, { readonly label: string; readonly title: string }>> = {
  trial: { label: 'side by side', title: 'The latest repeat of each model, all from zero' },
  run: { label: 'as it ran', title: 'All repeats, when they were' },
}

interface Props {
  readonly scene: () => Scene
  readonly shown: readonly ShownRun[]
}

export function TimelinePanel({ scene, shown }: Props) {
  const theme = useAppState((state) => state.theme)
  const active = useAppState((state) => state.runs.active)
  const [mode, setMode] = useState<TimelineMode>('trial')
  const [hit, setHit] = useState<LaneHit & { readonly x: number; readonly y: number }>()
  const drawn = useRef<Timeline>(undefined)
  const run = timelineRun(shown, active)

  const draw = (canvas: HTMLCanvasElement) => {
    const { lanes, nowNs } = scene()
    const own = run === undefined ? [] : lanes.filter(({ worker }) => isOf(run, worker.pid))
    drawn.current = run && timelineOf(run, own, nowNs, mode)
    const label = (model: string) => modelLabel(model, run?.runtime)
    drawLanes(canvas, drawn.current ?? NOTHING, { theme, nowNs, label })
  }
  const point = ({ nativeEvent, currentTarget }: React.PointerEvent<HTMLCanvasElement>) => {
    const { offsetX: x, offsetY: y } = nativeEvent
    const layout = lanesLayout(drawn.current ?? NOTHING, currentTarget.clientWidth, currentTarget.clientHeight)
    const found = hitLane(drawn.current ?? NOTHING, layout, x, y, scene().nowNs)
    setHit(found && { ...found, x: Math.min(x, currentTarget.clientWidth - 230), y })
  }
  return (
    <section className="panel timeline" aria-labelledby="timeline-title">
      <h2 id="timeline-title">
        Timeline
        <span className="legend">
          <span>
            <i className="solid" /> on a core, as high as its share of it
          </span>
          <span>
            <i className="hatched" /> waiting
          </span>
          <span className="tick-note">
            <i className="tick" /> end of an earlier repeat
          </span>
        </span>
        <span className="tools">
          <b>
            {run === undefined ? '' : `seconds since ${mode === 'trial' ? 'the first worker began' : 'the run began'}`}
          </b>
          <span className="segments" role="radiogroup" aria-label="Timeline">
            {TIMELINE_MODES.map((each) => (
              <label key={each} title={MODES[each].title}>
                <input type="radio" name="timeline-mode" checked={mode === each} onChange={() => setMode(each)} />
                <span>{MODES[each].label}</span>
              </label>
            ))}
          </span>
        </span>
      </h2>
      <div className="lanes">
        <LiveCanvas
          label="When each worker worked and when it waited; the results table has the same as numbers"
          everyMs={DRAW_MS}
          draw={draw}
          onPointer={point}
          onLeave={() => setHit(undefined)}
        />
        {run === undefined && <p className="empty">Press Run: each worker gets a lane here as soon as it starts.</p>}
        {hit !== undefined && <ReadOut hit={hit} label={modelLabel(hit.row.model, run?.runtime)} />}
      </div>
    </section>
  )
}

const NOTHING: Timeline = { rows: [], seconds: 1 }

function isOf(run: ShownRun, pid: number): boolean {
  return run.workers.some((worker) => worker.pid === pid)
}

function ReadOut({
  hit,
  label,
}: {
  readonly hit: LaneHit & { readonly x: number; readonly y: number }
  readonly label: string
}) {
  const { worker } = hit.lane
  const length = worker.endNs === undefined ? undefined : (worker.endNs - worker.startNs) / 1e9
  return (
    <div className="read-out" style={{ left: hit.x, top: hit.y }}>
      <b>
        {worker.name} · worker {worker.index + 1}
      </b>
      <span>
        {label}, repeat {worker.repeat} · pid {worker.pid}, tid {worker.tid}
      </span>
      <span>
        at {(hit.seconds * 1e3).toFixed(3)} ms: {formatShare(hit.share)} of a core
      </span>
      <span>{length === undefined ? 'still at work' : `worked for ${formatSeconds(length)}`}</span>
    </div>
  )
}
