import { useEffect, useMemo, useRef, useState } from 'react'
import type { Failure, Painter } from '../scheduler.ts'
import { useApp } from '../state/app.ts'
import { PanelFailure } from './panel-failure.tsx'

type CanvasEvents = Pick<
  React.ComponentProps<'canvas'>,
  'onPointerDown' | 'onPointerMove' | 'onPointerUp' | 'onPointerLeave'
>

interface Props extends CanvasEvents {
  /** Description for screen readers. */
  readonly label: string
  readonly everyMs: number
  readonly draw: (canvas: HTMLCanvasElement) => void
  /** Value that the user drags: a change is drawn in the next frame. */
  readonly moved?: unknown
}

/** A canvas drawn by the scheduler; React only mounts it. It fills its container. */
export function LiveCanvas({ label, everyMs, draw, moved, ...events }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { scheduler } = useApp()
  const paint = () => {
    if (canvas.current !== null) draw(canvas.current)
  }
  const hasFailed = usePainter(everyMs, paint, moved)
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
      {hasFailed && <PanelFailure />}
    </div>
  )
}

/**
 * Calls `draw` after each change of the live data or of the state, at most every `everyMs`; after one of `moved` at once.
 * Returns whether the last call failed; it is called again after the next change.
 */
export function usePainter(everyMs: number, draw: () => void, moved?: unknown): boolean {
  const { scheduler } = useApp()
  const latest = useRef(draw)
  const [failure, setFailure] = useState<Failure>()
  const painter = useMemo((): Painter => {
    return { everyMs, draw: () => latest.current(), onFailure: setFailure }
  }, [everyMs])
  useEffect(() => {
    latest.current = draw
    scheduler.invalidate()
  })
  useEffect(() => scheduler.add(painter), [scheduler, painter])
  useEffect(() => {
    if (moved !== undefined) scheduler.requestImmediate(painter)
  }, [scheduler, painter, moved])
  useEffect(() => {
    if (failure !== undefined) reportError(failure.error)
  }, [failure])
  return failure !== undefined
}
