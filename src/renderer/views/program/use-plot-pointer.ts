import { useEffect, useEffectEvent, useRef, type PointerEvent, type RefObject } from 'react'
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

/** Movement below which a press is a click, CSS pixels. */
const CLICK_REACH = 4
/** Room for the scroll bar, as in thread-lanes.module.css. */
const RIGHT = 10

/** Hovering, clicking, dragging sideways, and the wheel: it scrolls, with Ctrl (or where all is in sight) it zooms, with Shift it pans. */
export function usePlotPointer(scroller: RefObject<HTMLDivElement | null>, view: LanesView, listener: Listener) {
  const press = useRef<{ readonly startX: number; lastX: number; moved: boolean }>(undefined)

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
  const onWheel = useEffectEvent((event: WheelEvent) => {
    const target = scroller.current!
    const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX
    if (Math.abs(sideways) > Math.abs(event.deltaY) || event.shiftKey) {
      event.preventDefault()
      view.pan(sideways / plot().width)
      return
    }
    if (!event.ctrlKey && target.scrollHeight > target.clientHeight) return
    event.preventDefault()
    const notches = Math.max(Math.min(event.deltaY / 100, 3), -3)
    view.zoom(ZOOM ** (-notches / 4), placeOf(event).seconds)
  })
  useEffect(() => {
    const target = scroller.current
    const wheel = (event: WheelEvent) => onWheel(event)
    target?.addEventListener('wheel', wheel, { passive: false })
    return () => target?.removeEventListener('wheel', wheel)
  }, [scroller])
  return {
    onPointerDown: (event: PointerEvent<HTMLDivElement>) => {
      const isName = event.target instanceof Element && event.target.closest('button') !== null
      if (event.button !== 0 || isName || placeOf(event).seconds === undefined) return
      press.current = { startX: event.clientX, lastX: event.clientX, moved: false }
      event.currentTarget.setPointerCapture(event.pointerId)
    },
    onPointerMove: (event: PointerEvent<HTMLDivElement>) => {
      const now = press.current
      if (now !== undefined) {
        if (Math.abs(event.clientX - now.startX) >= CLICK_REACH) now.moved = true
        if (now.moved) view.pan((now.lastX - event.clientX) / plot().width)
        if (now.moved) now.lastX = event.clientX
      }
      const place = placeOf(event)
      listener.onHover(place.seconds === undefined ? undefined : place)
    },
    onPointerUp: (event: PointerEvent<HTMLDivElement>) => {
      const isClick = press.current?.moved === false
      press.current = undefined
      if (isClick) listener.onClick(placeOf(event))
    },
    onPointerLeave: () => listener.onHover(undefined),
  }
}
