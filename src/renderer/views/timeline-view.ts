import { useEffect, useEffectEvent, useState, type RefObject } from 'react'
import { panned, zoomed, type LanesLayout, type View } from '../charts/lanes-layout.ts'

/** Zoom factor of one press, and of one notch of the wheel. */
export const ZOOM = 0.5
const NOTCH = 1.2
const NOTCH_PIXELS = 100
const MAX_NOTCHES = 3

/** Which part of the time is shown, and how to move it. */
export interface TimelineView {
  /** Visible part; undefined is the whole time, however long it grows. */
  readonly view: View | undefined
  readonly now: () => View
  readonly show: (view: View) => void
  readonly whole: () => void
  /** `anchorSeconds`: the moment that stays in its place; the middle of the view if it is missing. */
  readonly zoom: (factor: number, anchorSeconds?: number) => void
  /** By a share of what is shown. */
  readonly pan: (share: number) => void
}

/** `shape` is the key of what is shown; a new key starts with the whole time. */
export function useTimelineView(shape: string, secondsNow: () => number): TimelineView {
  const [zoomedTo, setZoomedTo] = useState<{ readonly view: View; readonly shape: string }>()
  const viewIn = (state: typeof zoomedTo) => (state?.shape === shape ? state.view : { from: 0, to: secondsNow() })
  // Several moves between two renders are each one from where the last went.
  const change = (next: (view: View, seconds: number) => View) =>
    setZoomedTo((state) => {
      const view = next(viewIn(state), secondsNow())
      return view.to - view.from > secondsNow() * 0.999 ? undefined : { view, shape }
    })
  return {
    view: zoomedTo?.shape === shape ? zoomedTo.view : undefined,
    now: () => viewIn(zoomedTo),
    show: (view) => change((_, seconds) => panned(view, 0, seconds)),
    whole: () => setZoomedTo(undefined),
    zoom: (factor, anchorSeconds) =>
      change((view, seconds) => zoomed(view, factor, anchorSeconds ?? (view.from + view.to) / 2, seconds)),
    pan: (share) => change((view, seconds) => panned(view, (view.to - view.from) * share, seconds)),
  }
}

/** The wheel zooms at the pointer; sideways, or with Shift, it moves. The page must not zoom with it, so it is not passive. */
export function useWheel(
  element: RefObject<HTMLElement | null>,
  layoutNow: () => LanesLayout,
  view: TimelineView,
): void {
  const onWheel = useEffectEvent((event: WheelEvent) => {
    event.preventDefault()
    const layout = layoutNow()
    const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX
    if (Math.abs(sideways) > Math.abs(event.deltaY) || event.shiftKey) {
      view.pan(sideways / layout.width)
      return
    }
    const share = (event.offsetX - layout.left) / layout.width
    const { from, to } = view.now()
    const notches = Math.max(Math.min(event.deltaY / NOTCH_PIXELS, MAX_NOTCHES), -MAX_NOTCHES)
    view.zoom(NOTCH ** notches, from + Math.min(Math.max(share, 0), 1) * (to - from))
  })
  useEffect(() => {
    const target = element.current
    const listener = (event: WheelEvent) => onWheel(event)
    target?.addEventListener('wheel', listener, { passive: false })
    return () => target?.removeEventListener('wheel', listener)
  }, [element])
}
