import type { PointerEvent, RefObject } from 'react'
import { useDrag, useWheel } from '../timeline-input.ts'
import { ZOOM } from '../timeline-view.ts'
import type { LanesView } from './lanes-view.ts'

/** A place in the lanes. */
export interface LanePlace {
  /** Below the top of the first row, CSS pixels. */
  readonly y: number
  /** Seconds after the log's begin, and the time that two pixels take; undefined seconds are those of the names. */
  readonly seconds: number | undefined
  readonly step: number
  /** In the window. */
  readonly position: { readonly x: number; readonly y: number }
}

interface Listener {
  readonly onHover: (place: LanePlace | undefined) => void
  readonly onClick: (place: LanePlace) => void
}

/** Room for the scroll bar, as in thread-lanes.module.css. */
const RIGHT = 10

/** Hovering, clicking, dragging sideways, and the wheel: it scrolls, with Ctrl (or where all is in sight) it zooms, with Shift it pans. */
export function usePlotPointer(scroller: RefObject<HTMLDivElement | null>, view: LanesView, listener: Listener) {
  const plot = () => {
    const box = scroller.current!.getBoundingClientRect()
    const names = parseFloat(getComputedStyle(scroller.current!.parentElement!.firstElementChild!).left)
    return { box, left: box.left + names, width: Math.max(box.width - names - RIGHT, 1) }
  }
  const placeOf = ({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }): LanePlace => {
    const { box, left, width } = plot()
    const { from, to } = view.now()
    const share = (clientX - left) / width
    return {
      y: clientY - box.top + scroller.current!.scrollTop,
      seconds: share < 0 || share > 1 ? undefined : from + share * (to - from),
      step: (2 * (to - from)) / width,
      position: { x: clientX, y: clientY },
    }
  }
  const drag = useDrag(view, () => plot().width)
  useWheel(scroller, {
    pan: (pixels) => view.pan(pixels / plot().width),
    zoom: (notches, event) => view.zoom(ZOOM ** (-notches / 4), placeOf(event).seconds),
    isScroll: ({ ctrlKey }) => !ctrlKey && scroller.current!.scrollHeight > scroller.current!.clientHeight,
  })
  return {
    onPointerDown: (event: PointerEvent<HTMLDivElement>) => {
      const isName = event.target instanceof Element && event.target.closest('button') !== null
      if (event.button === 0 && !isName && placeOf(event).seconds !== undefined) drag.begin(event)
    },
    onPointerMove: (event: PointerEvent<HTMLDivElement>) => {
      drag.move(event)
      const place = placeOf(event)
      listener.onHover(place.seconds === undefined ? undefined : place)
    },
    onPointerUp: (event: PointerEvent<HTMLDivElement>) => {
      if (drag.end()) listener.onClick(placeOf(event))
    },
    onPointerLeave: () => listener.onHover(undefined),
  }
}
