import { useState } from 'react'
import { panned, zoomed, type View } from '../charts/lanes-layout.ts'

/** Zoom factor of one press. */
export const ZOOM = 0.5

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
