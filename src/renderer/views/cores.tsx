import { useMemo, useRef, useState } from 'react'
import { formatShare, formatTenths } from '../../contract/text.ts'
import { setText } from '../charts/set-text.ts'
import { createStrip } from '../charts/strip.ts'
import { drawTiles, tilesKey } from '../charts/tiles.ts'
import { useApp, useAppState } from '../state/app.ts'
import type { LaneKey } from '../live/lanes.ts'
import { coresOf } from '../live/selection.ts'
import type { Scene } from '../live/scene.ts'
import { LiveCanvas, usePainter } from './live-canvas.tsx'
import { PanelFailure } from './panel-failure.tsx'

const TEXT_MS = 300
const FRAME_MS = 100
/** Name of the mark that each draw leaves, with the sample that it showed: for measuring how late the picture is. */
const DRAW_MARK = 'coreglow:draw'

export function Cores({ scene }: { readonly scene: () => Scene }) {
  const { live } = useApp()
  const isLive = useAppState(({ opened }) => opened === undefined)
  const theme = useAppState((state) => state.theme)
  const selected = useAppState((state) => state.selectedLane)
  const strip = useMemo(() => createStrip(), [])
  const panel = useRef<HTMLElement>(null)
  const sum = useRef<HTMLElement>(null)
  const list = useRef<HTMLUListElement>(null)
  const percents = useRef<readonly string[]>([])

  const hasFailed = usePainter(TEXT_MS, () => {
    const now = scene()
    percents.current = Array.from(now.busy, (busy) => (Number.isNaN(busy) ? '–' : String(Math.round(busy * 100))))
    setCores(panel.current, now.cores)
    setText(sum.current, summary(now))
    if (list.current !== null) describe(list.current, now, selected)
  })
  const look = () => ({ theme, percents: percents.current, selected: coresOf(scene(), selected) })
  const draw = (canvas: HTMLCanvasElement) => {
    drawTiles(canvas, scene(), look())
    performance.clearMarks(DRAW_MARK)
    performance.mark(DRAW_MARK, { detail: { seq: live.frame?.seq, tNs: live.frame?.tNs } })
  }
  return (
    <section className="panel cores" ref={panel} aria-labelledby="cores-title">
      <h2 id="cores-title">
        Cores <b ref={sum} />
        {isLive && <PauseButton />}
      </h2>
      {hasFailed && <PanelFailure />}
      <div className="tiles">
        <LiveCanvas
          label="Load of each core"
          everyMs={FRAME_MS}
          draw={draw}
          content={() => [tilesKey(scene(), look())]}
        />
      </div>
      <div className="strip">
        <LiveCanvas
          label="Load of each core over time, newest at the right"
          everyMs={FRAME_MS}
          draw={(canvas) => strip(canvas, scene(), theme)}
          content={() => [scene(), scene().nowNs]}
        />
      </div>
      <ul className="hidden" data-testid="cores" ref={list} aria-label="Cores" />
    </section>
  )
}

/** Freezes the display; samples are held meanwhile. */
function PauseButton() {
  const { live } = useApp()
  const [paused, setPaused] = useState(live.paused)
  // It goes on by itself when the connection is new, or when too much is held.
  usePainter(TEXT_MS, () => setPaused(live.paused))
  return (
    <button
      type="button"
      className={`button small pause${paused ? ' on' : ''}`}
      title={paused ? 'Resume. Samples received meanwhile are included.' : 'Freeze the display. Sampling continues.'}
      onClick={() => {
        live.setPaused(!paused)
        setPaused(!paused)
      }}
    >
      {paused ? 'Paused · resume' : 'Pause'}
    </button>
  )
}

function summary({ busy, cores, live }: Scene): string {
  if (cores === 0) return 'waiting for the first sample'
  const total = busy.reduce((sum, share) => sum + (Number.isNaN(share) ? 0 : share), 0)
  return `= ${formatTenths(total)} of ${cores} busy${live ? '' : ' on average'}`
}

/** Describes the tiles as text, for screen readers. */
function describe(list: HTMLUListElement, scene: Scene, selected: LaneKey | undefined): void {
  const { busy, cores, usage } = scene
  const marked = coresOf(scene, selected)
  while (list.children.length > cores) list.lastElementChild!.remove()
  while (list.children.length < cores) list.append(document.createElement('li'))
  for (let core = 0; core < cores; core++) {
    const item = list.children[core]
    if (!(item instanceof HTMLElement)) continue
    const share = Number.isNaN(busy[core]!) ? '' : busy[core]!.toFixed(2)
    const workers = usage[core]?.users.map(({ index }) => index + 1).toSorted((a, b) => a - b) ?? []
    const isSelected = String(marked.has(core))
    if (item.dataset['selected'] !== isSelected) item.dataset['selected'] = isSelected
    if (item.dataset['busy'] === share && item.dataset['workers'] === workers.join(' ')) continue
    item.dataset['core'] = String(core)
    item.dataset['busy'] = share
    item.dataset['workers'] = workers.join(' ')
    item.textContent = `Core ${core}: ${formatShare(busy[core])}${workers.length > 0 ? `, worker ${workers.join(' and ')}` : ''}`
  }
}

/** Setting a custom property, even to the value that it has, makes the browser style everything below anew. */
function setCores(panel: HTMLElement | null, cores: number): void {
  if (panel === null || panel.dataset['cores'] === String(cores)) return
  panel.dataset['cores'] = String(cores)
  panel.style.setProperty('--cores', String(cores))
}
