/** Something that is drawn when what it shows has changed, but not more often than every so many milliseconds. */
export interface Painter {
  readonly everyMs: number
  draw(): void
}

export interface Scheduler {
  /** Returns how to take it off again. It is drawn once, soon. */
  add(painter: Painter): () => void
  /** Everything is out of date. However often this is called between two animation frames, it is one draw. */
  invalidate(): void
}

interface Entry {
  readonly painter: Painter
  dirty: boolean
  drawnMs: number
}

export interface Clock {
  readonly nowMs: () => number
  /** Calls back before the next frame is shown; never while the window is hidden. */
  readonly onFrame: (callback: () => void) => void
  readonly after: (ms: number, callback: () => void) => void
}

const PAGE_CLOCK: Clock = {
  nowMs: () => performance.now(),
  onFrame: (callback) => requestAnimationFrame(callback),
  after: (ms, callback) => setTimeout(callback, ms),
}
/** A draw that is due in less than this is due now: animation frames do not come to the millisecond. */
const SLACK_MS = 4

/** The one place that draws: canvases and text that changes many times a second. */
export function createScheduler(clock: Clock = PAGE_CLOCK): Scheduler {
  const entries = new Set<Entry>()
  let asked = false
  let waiting = false

  const ask = () => {
    if (asked) return
    asked = true
    clock.onFrame(paint)
  }
  const paint = () => {
    asked = false
    const now = clock.nowMs()
    let waitMs = Infinity
    for (const entry of entries) {
      if (!entry.dirty) continue
      const dueMs = entry.drawnMs + entry.painter.everyMs - SLACK_MS - now
      if (dueMs > 0) {
        waitMs = Math.min(waitMs, dueMs)
        continue
      }
      entry.dirty = false
      entry.drawnMs = now
      entry.painter.draw()
    }
    if (waitMs < Infinity && !waiting) {
      waiting = true
      clock.after(waitMs, () => {
        waiting = false
        ask()
      })
    }
  }
  return {
    add(painter) {
      const entry: Entry = { painter, dirty: true, drawnMs: -Infinity }
      entries.add(entry)
      ask()
      return () => void entries.delete(entry)
    },
    invalidate() {
      for (const entry of entries) entry.dirty = true
      ask()
    },
  }
}
