import { useEffect, useMemo, useRef, useState } from 'react'
import { sizeOf, watchSize } from '../charts/canvas.ts'
import type { Failure, Painter } from '../scheduler.ts'
import { useApp } from '../state/app.ts'
import { PanelFailure } from './panel-failure.tsx'
import styles from './live-canvas.module.css'

type CanvasEvents = Pick<
  React.ComponentProps<'canvas'>,
  'onPointerDown' | 'onPointerMove' | 'onPointerUp' | 'onPointerLeave'
>

interface Props extends CanvasEvents {
  /** Description for screen readers. */
  readonly label: string
  readonly everyMs: number
  readonly draw: (canvas: HTMLCanvasElement) => void
  /**
   * What the picture shows of the live data, compared value by value: while it is the same, and the view has not been
   * rendered anew, nothing is drawn. Without it the picture is drawn after every change.
   */
  readonly content?: () => readonly unknown[]
  /** Value that the user drags: a change is drawn in the next frame. */
  readonly moved?: unknown
}

/** A canvas drawn by the scheduler; React only mounts it. It fills its container. */
export function LiveCanvas({ label, everyMs, draw, content, moved, ...events }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { scheduler } = useApp()
  const drawn = useRef<readonly unknown[]>(undefined)
  const contentNow = (element: HTMLCanvasElement) => {
    const { width, height } = sizeOf(element)
    return content && [draw, width, height, devicePixelRatio, document.fonts.status, ...content()]
  }
  const paint = () => {
    if (canvas.current === null) return
    const next = contentNow(canvas.current)
    draw(canvas.current)
    drawn.current = next
  }
  const isCurrent = () => {
    if (canvas.current === null) return true
    const next = contentNow(canvas.current)
    return next !== undefined && drawn.current !== undefined && isSame(next, drawn.current)
  }
  const hasFailed = usePainter(everyMs, paint, { moved, isCurrent })
  useEffect(() => watchSize(canvas.current!, () => scheduler.invalidate()), [scheduler])
  return (
    <div className={styles.canvas}>
      <canvas ref={canvas} {...events}>
        {label}
      </canvas>
      {hasFailed && <PanelFailure />}
    </div>
  )
}

function isSame(values: readonly unknown[], others: readonly unknown[]): boolean {
  return values.length === others.length && values.every((value, i) => Object.is(value, others[i]))
}

interface PainterOptions {
  /** See `Painter`. */
  readonly isCurrent?: () => boolean
  /** Value that the user drags. */
  readonly moved?: unknown
}

/**
 * Calls `draw` after each change of the live data or of the state, at most every `everyMs`; after one of `moved` at once.
 * Returns whether the last call failed; it is called again after the next change.
 */
export function usePainter(everyMs: number, draw: () => void, { isCurrent, moved }: PainterOptions = {}): boolean {
  const { scheduler } = useApp()
  const latest = useRef({ draw, isCurrent })
  const [failure, setFailure] = useState<Failure>()
  const painter = useMemo((): Painter => {
    return {
      everyMs,
      isCurrent: () => latest.current.isCurrent?.() === true,
      draw: () => latest.current.draw(),
      onFailure: setFailure,
    }
  }, [everyMs])
  useEffect(() => {
    latest.current = { draw, isCurrent }
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
