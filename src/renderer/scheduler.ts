/** Something that is drawn when what it shows has changed, but not more often than every so many milliseconds. */
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
  /** Returns how to take it off again. It is drawn once, soon. */
  add(painter: Painter): () => void
  /** Draws one that was added before the next frame is shown, whatever the pace: a hand is moving it. */
  requestImmediate(painter: Painter): void
  /** Everything is out of date. However often this is called between two animation frames, it is one draw. */
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
 * Between two draws. What costs is each picture that the browser has to put together, not what is drawn into it: so all
 * that changes is drawn in one go, ten times a second, and the run that is measured keeps its cores.
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
        const entry = [...entries].find((each) => each.painter === painter)
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
