/** A drawing that is refreshed after a change, at most once per given number of milliseconds. */
export interface Painter {
  readonly everyMs: number
  draw(): void
  /**
   * What `draw` throws ends here, so that one failing picture takes no other with it. Called when it begins to fail, and
   * with undefined when it works again; it is drawn again after each change, as before.
   */
  onFailure(failure: Failure | undefined): void
}

export interface Failure {
  readonly error: unknown
}

export interface Scheduler {
  /** Adds a painter, which is drawn once soon. Returns a function that removes it. */
  add(painter: Painter): () => void
  /** Draws a painter before the next frame, whatever the pace: the user is dragging it. */
  requestImmediate(painter: Painter): void
  /** Marks everything as outdated. Any number of calls between two animation frames cause one draw. */
  invalidate(): void
}

interface Entry {
  readonly painter: Painter
  dirty: boolean
  drawnMs: number
  isFailing: boolean
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
/**
 * Milliseconds between two draws. Compositing a page costs more than drawing into it, so everything that changed is drawn at
 * once. Chosen: ten times per second looks live and leaves the cores to the run that is measured.
 */
const PACE_MS = 100
/** A painter that is due in less than this is due now. */
const SLACK_MS = PACE_MS / 2

/** The one place that draws: canvases and text that changes many times a second. */
export function createScheduler(clock: Clock = PAGE_CLOCK): Scheduler {
  const entries = new Set<Entry>()
  let paintedMs = -Infinity
  let asked = false
  const urged = new Set<Painter>()

  const ask = () => {
    if (asked) return
    asked = true
    const restMs = paintedMs + PACE_MS - clock.nowMs()
    if (restMs > 0) clock.after(restMs, () => clock.onFrame(paint))
    else clock.onFrame(paint)
  }
  const paint = () => {
    asked = false
    paintedMs = clock.nowMs()
    for (const entry of entries) {
      if (!entry.dirty || entry.drawnMs + entry.painter.everyMs - SLACK_MS > paintedMs) continue
      drawEntry(entry, paintedMs)
    }
    if ([...entries].some(({ dirty }) => dirty)) ask()
  }
  return {
    add(painter) {
      const entry: Entry = { painter, dirty: true, drawnMs: -Infinity, isFailing: false }
      entries.add(entry)
      ask()
      return () => void entries.delete(entry)
    },
    requestImmediate(painter) {
      if (urged.has(painter)) return
      urged.add(painter)
      clock.onFrame(() => {
        urged.delete(painter)
        const entry = [...entries].find((candidate) => candidate.painter === painter)
        if (entry === undefined) return
        drawEntry(entry, clock.nowMs())
      })
    },
    invalidate() {
      for (const entry of entries) entry.dirty = true
      ask()
    },
  }
}

function drawEntry(entry: Entry, nowMs: number): void {
  entry.dirty = false
  entry.drawnMs = nowMs
  const wasFailing = entry.isFailing
  try {
    entry.painter.draw()
    entry.isFailing = false
    if (wasFailing) entry.painter.onFailure(undefined)
  } catch (error) {
    entry.isFailing = true
    if (!wasFailing) entry.painter.onFailure({ error })
  }
}
