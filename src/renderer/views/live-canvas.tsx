import { useEffect, useRef } from 'react'
import { useApp } from '../state/app.ts'

type CanvasEvents = Pick<React.ComponentProps<'canvas'>, 'onPointerMove' | 'onPointerLeave' | 'onWheel'>

interface Props extends CanvasEvents {
  /** What it shows, for those who cannot see it. */
  readonly label: string
  readonly everyMs: number
  readonly draw: (canvas: HTMLCanvasElement) => void
}

/** A canvas that the scheduler draws; React only puts it there. It fills its place. */
export function LiveCanvas({ label, everyMs, draw, ...events }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { scheduler } = useApp()
  usePainter(everyMs, () => {
    if (canvas.current !== null) draw(canvas.current)
  })
  useEffect(() => {
    const observer = new ResizeObserver(() => scheduler.invalidate())
    observer.observe(canvas.current!)
    return () => observer.disconnect()
  }, [scheduler])
  return (
    <div className="canvas">
      <canvas ref={canvas} {...events}>
        {label}
      </canvas>
    </div>
  )
}

/** Calls `draw` after each change of the live data or of the state, at most every so often. */
export function usePainter(everyMs: number, draw: () => void): void {
  const { scheduler } = useApp()
  const latest = useRef(draw)
  useEffect(() => {
    latest.current = draw
    scheduler.invalidate()
  })
  useEffect(() => scheduler.add({ everyMs, draw: () => latest.current() }), [scheduler, everyMs])
}
