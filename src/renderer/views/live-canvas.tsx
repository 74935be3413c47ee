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
  const contentNow = () => {
    if (canvas.current === null || content === undefined) return undefined
    const { width, height } = sizeOf(canvas.current)
    return [draw, width, height, devicePixelRatio, document.fonts.status, ...content()]
  }
  const paint = () => {
    if (canvas.current !== null) draw(canvas.current)
  }
  const hasFailed = usePainter(everyMs, paint, { moved, content: contentNow })
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

type Content = readonly unknown[] | undefined

function isSame(values: Content, others: Content): boolean {
  if (values === undefined || others === undefined) return false
  return values.length === others.length && values.every((value, i) => Object.is(value, others[i]))
}

interface PainterOptions {
  /**
   * What `draw` shows, compared value by value: while it is the same, nothing is drawn. Without it, and while it is
   * undefined, `draw` is called after every change.
   */
  readonly content?: () => Content
  /** Value that the user drags. */
  readonly moved?: unknown
}

/**
 * Calls `draw` after each change of the live data or of the state, at most every `everyMs`; after one of `moved` at once.
 * Returns whether the last call failed; it is called again after the next change.
 */
export function usePainter(everyMs: number, draw: () => void, { content, moved }: PainterOptions = {}): boolean {
  const { scheduler } = useApp()
  const latest = useRef({ draw, content })
  const drawn = useRef<Content>(undefined)
  const [failure, setFailure] = useState<Failure>()
  const painter = useMemo((): Painter => {
    return {
      everyMs,
      isCurrent: () => isSame(latest.current.content?.(), drawn.current),
      draw() {
        const next = latest.current.content?.()
        latest.current.draw()
        drawn.current = next
      },
      onFailure: setFailure,
    }
  }, [everyMs])
  useEffect(() => {
    latest.current = { draw, content }
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
