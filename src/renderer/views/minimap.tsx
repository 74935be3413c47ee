import { drawMinimap } from '../charts/minimap.ts'
import { useAppState } from '../state/app.ts'
import type { Timeline } from '../timeline/rows.ts'
import { LiveCanvas } from './live-canvas.tsx'
import type { TimelineView } from './timeline-view.ts'
import styles from './timeline.module.css'

const DRAW_MS = 600

interface Props {
  readonly shape: string
  readonly timeline: () => Timeline
  readonly nowNs: () => number
  readonly view: TimelineView
}

/** The whole time, with the visible part marked: a press or drag moves the lanes there. Pointer only; keys move the lanes themselves. */
export function Minimap({ shape, timeline, nowNs, view }: Props) {
  const theme = useAppState((state) => state.theme)
  const { seconds } = timeline()
  const { from, to } = view.view ?? { from: 0, to: seconds }
  const percent = (positionSeconds: number) => `${(100 * positionSeconds) / seconds}%`
  const go = ({ nativeEvent, currentTarget, pointerId }: React.PointerEvent<HTMLElement>) => {
    if (nativeEvent.buttons !== 1) return
    currentTarget.setPointerCapture(pointerId)
    const { left, width } = currentTarget.getBoundingClientRect()
    const middle = (seconds * (nativeEvent.clientX - left)) / width
    view.show({ from: middle - (to - from) / 2, to: middle + (to - from) / 2 })
  }
  return (
    <div className={styles.minimap} aria-hidden="true" onPointerDown={go} onPointerMove={go}>
      <LiveCanvas
        label=""
        everyMs={DRAW_MS}
        moved={shape}
        content={() => [timeline()]}
        draw={(canvas) => drawMinimap(canvas, timeline(), nowNs(), theme)}
      />
      <div
        className={styles.window}
        data-testid="minimap-window"
        style={{ left: percent(from), right: percent(seconds - to) }}
      />
    </div>
  )
}
