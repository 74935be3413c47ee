import { useEffect, useEffectEvent, useRef, type KeyboardEvent, type PointerEvent, type RefObject } from 'react'
import { ZOOM, type TimelineView } from './timeline-view.ts'

/** Step of an arrow key, as a share of the visible time. */
const STEP = 0.1

type Keys = Readonly<Record<string, (() => void) | undefined>>

/** What the keys of a timeline do. `select`: chooses the row below, or with -1 the row above. */
export function timelineKeys(view: TimelineView, select: (by: number) => void): Keys {
  const [nearer, farther] = [() => view.zoom(ZOOM), () => view.zoom(1 / ZOOM)]
  return {
    ArrowLeft: () => view.pan(-STEP),
    ArrowRight: () => view.pan(STEP),
    PageUp: () => view.pan(-1),
    PageDown: () => view.pan(1),
    ArrowUp: () => select(-1),
    ArrowDown: () => select(1),
    '+': nearer,
    '=': nearer,
    '-': farther,
    Home: view.whole,
  }
}

/** Does what a key stands for; with Ctrl, Alt or the meta key it is the browser's. */
export function pressKey(event: KeyboardEvent, keys: Keys): void {
  const act = keys[event.key]
  if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return
  event.preventDefault()
  act()
}

/** Movement below which a press is a click, CSS pixels. */
const CLICK_REACH = 4

/** A press of the pointer: it pans the view where it is dragged sideways, and is a click where it is not. */
export function useDrag(view: TimelineView, widthNow: () => number) {
  const press = useRef<{ readonly startX: number; lastX: number; moved: boolean }>(undefined)
  return {
    begin({ clientX, currentTarget, pointerId }: PointerEvent) {
      press.current = { startX: clientX, lastX: clientX, moved: false }
      currentTarget.setPointerCapture(pointerId)
    },
    move({ clientX }: PointerEvent) {
      const now = press.current
      if (now === undefined) return
      if (Math.abs(clientX - now.startX) >= CLICK_REACH) now.moved = true
      if (!now.moved) return
      view.pan((now.lastX - clientX) / widthNow())
      now.lastX = clientX
    },
    /** Returns whether it was a click. */
    end(): boolean {
      const isClick = press.current?.moved === false
      press.current = undefined
      return isClick
    },
  }
}

const NOTCH_PIXELS = 100
const MAX_NOTCHES = 3

interface WheelActions {
  readonly pan: (pixels: number) => void
  /** `notches`: positive towards the user. */
  readonly zoom: (notches: number, event: WheelEvent) => void
  /** Whether a turn that would zoom scrolls the element instead. */
  readonly isScroll?: (event: WheelEvent) => boolean
}

/** The wheel zooms; sideways, or with Shift, it pans. The page must not zoom with it, so it is not passive. */
export function useWheel(element: RefObject<HTMLElement | null>, { pan, zoom, isScroll }: WheelActions): void {
  const onWheel = useEffectEvent((event: WheelEvent) => {
    const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX
    const isPan = event.shiftKey || Math.abs(sideways) > Math.abs(event.deltaY)
    if (!isPan && isScroll?.(event) === true) return
    event.preventDefault()
    if (isPan) pan(sideways)
    else zoom(Math.max(Math.min(event.deltaY / NOTCH_PIXELS, MAX_NOTCHES), -MAX_NOTCHES), event)
  })
  useEffect(() => {
    const target = element.current
    const listener = (event: WheelEvent) => onWheel(event)
    target?.addEventListener('wheel', listener, { passive: false })
    return () => target?.removeEventListener('wheel', listener)
  }, [element])
}
