import { useMemo, useRef, useState } from 'react'
import { formatShare } from '../../contract/text.ts'
import { setText } from '../charts/set-text.ts'
import { createStrip } from '../charts/strip.ts'
import { drawTiles, tilesKey } from '../charts/tiles.ts'
import { useApp, useAppState } from '../state/app.ts'
import { createCoreReadings, type CoreReadings } from '../live/core-readings.ts'
import { coresOf } from '../live/selection.ts'
import type { Scene } from '../live/scene.ts'
import { LiveCanvas, usePainter } from './live-canvas.tsx'
import { PanelFailure } from './panel-failure.tsx'
import { Tip } from '../components/tip.tsx'
import buttons from '../components/button.module.css'
import text from '../components/text.module.css'
import panels from '../components/panel.module.css'
import styles from './cores.module.css'

const FRAME_MS = 150
/** A column of the strip is 100 ms wide. Chosen: it moves by three at a time, which costs a third of one at a time. */
const STRIP_MS = 300
const PAUSE_MS = 300
/** Name of the mark that each draw leaves, with the sample that it showed: for measuring how late the picture is. */
const DRAW_MARK = 'coreglow:draw'

export function Cores({ scene }: { readonly scene: () => Scene }) {
  const { live } = useApp()
  const isLive = useAppState(({ opened }) => opened === undefined)
  const theme = useAppState((state) => state.theme)
  const selected = useAppState((state) => state.selectedLane)
  const strip = useMemo(() => createStrip(), [])
  const read = useMemo(() => createCoreReadings(), [])
  const panel = useRef<HTMLElement>(null)
  const sum = useRef<HTMLElement>(null)
  const list = useRef<HTMLUListElement>(null)

  const write = () => {
    const readings = read(scene())
    setCores(panel.current, readings.cores)
    setText(sum.current, readings.sum)
    if (list.current !== null) describe(list.current, readings, coresOf(scene(), selected))
  }
  const hasFailed = usePainter(FRAME_MS, write, {
    content: () => [read(scene()), [...coresOf(scene(), selected)].join(' ')],
  })
  const look = () => ({ theme, percents: read(scene()).percents, selected: coresOf(scene(), selected) })
  const draw = (canvas: HTMLCanvasElement) => {
    drawTiles(canvas, scene(), look())
    performance.clearMarks(DRAW_MARK)
    performance.mark(DRAW_MARK, { detail: { seq: live.frame?.seq, tNs: live.frame?.tNs } })
  }
  return (
    <section className={`${panels.panel} ${styles.cores}`} data-panel="cores" ref={panel} aria-labelledby="cores-title">
      <h2 id="cores-title">
        Cores <b ref={sum} />
        {isLive && <PauseButton />}
      </h2>
      {hasFailed && <PanelFailure />}
      <div className={styles.tiles}>
        <LiveCanvas
          label="Load of each core"
          everyMs={FRAME_MS}
          draw={draw}
          content={() => [tilesKey(scene(), look())]}
        />
      </div>
      <div className={styles.strip}>
        <LiveCanvas
          label="Load of each core over time, newest at the right"
          everyMs={STRIP_MS}
          draw={(canvas) => strip(canvas, scene(), theme)}
          content={() => [scene(), scene().nowNs]}
        />
      </div>
      <ul className={text.hidden} data-testid="cores" ref={list} aria-label="Cores" />
    </section>
  )
}

/** Freezes the display; samples are held meanwhile. */
function PauseButton() {
  const { live } = useApp()
  const [paused, setPaused] = useState(live.paused)
  // It goes on by itself when the connection is new, or when too much is held.
  usePainter(PAUSE_MS, () => setPaused(live.paused), { content: () => [live.paused, paused] })
  return (
    <Tip text={paused ? 'Resume. Samples received meanwhile are included.' : 'Freeze the display. Sampling continues.'}>
      <button
        type="button"
        className={`${buttons.small} ${styles.pause}`}
        data-on={paused}
        onClick={() => {
          live.setPaused(!paused)
          setPaused(!paused)
        }}
      >
        {paused ? 'Paused · resume' : 'Pause'}
      </button>
    </Tip>
  )
}

/** Describes the tiles as text, for screen readers. */
function describe(list: HTMLUListElement, readings: CoreReadings, selected: ReadonlySet<number>): void {
  while (list.children.length > readings.cores) list.lastElementChild!.remove()
  while (list.children.length < readings.cores) list.append(document.createElement('li'))
  for (let core = 0; core < readings.cores; core++) {
    const item = list.children[core]
    if (!(item instanceof HTMLElement)) continue
    const share = readings.busy[core]!
    const workers = readings.workers[core]!.map((index) => index + 1)
    const isSelected = String(selected.has(core))
    if (item.dataset['selected'] !== isSelected) item.dataset['selected'] = isSelected
    const busy = Number.isNaN(share) ? '' : share.toFixed(2)
    if (item.dataset['busy'] === busy && item.dataset['workers'] === workers.join(' ')) continue
    item.dataset['core'] = String(core)
    item.dataset['busy'] = busy
    item.dataset['workers'] = workers.join(' ')
    setText(item, `Core ${core}: ${formatShare(share)}${workers.length > 0 ? `, worker ${workers.join(' and ')}` : ''}`)
  }
}

/** Setting a custom property, even to the value that it has, makes the browser style everything below anew. */
function setCores(panel: HTMLElement | null, cores: number): void {
  if (panel === null || panel.dataset['cores'] === String(cores)) return
  panel.dataset['cores'] = String(cores)
  panel.style.setProperty('--cores', String(cores))
}
