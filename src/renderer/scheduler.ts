/** A drawing that is refreshed after a change, at most once per given number of milliseconds. */
export interface Painter {
  readonly everyMs: number
  /**
   * Whether the drawing shows already what there is to show; then no frame is asked for. Called before the frame, where
   * reading the layout would be as costly as in it.
   */
  isCurrent?(): boolean
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
  /** Returns a function that cancels it. */
  readonly after: (ms: number, callback: () => void) => () => void
}

const PAGE_CLOCK: Clock = {
  nowMs: () => performance.now(),
  onFrame: (callback) => requestAnimationFrame(callback),
  after(ms, callback) {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
}
/**
 * Milliseconds between two draws. Compositing a page costs more than drawing into it, so everything that changed is drawn at
 * once. Chosen: the light of the tiles is smoothed over about as long, and more pictures would take from the run that is
 * measured (bench/load.ts).
 */
const PACE_MS = 150
/**
 * Share of its interval by which a painter is drawn early, with others: pictures that fall into one frame cost one frame.
 * Chosen: what is drawn every 300 ms gets in step with three samples a second, and is not drawn every PACE_MS in a run.
 */
const SLACK = 0.45

/** The one place that draws: canvases and text that changes many times a second. */
export function createScheduler(clock: Clock = PAGE_CLOCK): Scheduler {
  const entries = new Set<Entry>()
  const urged = new Set<Painter>()
  let paintedMs = -Infinity
  let cancel: (() => void) | undefined
  /** Time of the next paint; undefined while nothing is outdated. */
  let nextMs: number | undefined

  const isDue = ({ dirty, drawnMs, painter }: Entry, nowMs: number) =>
    dirty && drawnMs + painter.everyMs * (1 - SLACK) <= nowMs
  const ask = () => {
    const due = [...entries].filter(({ dirty }) => dirty).map(({ drawnMs, painter }) => drawnMs + painter.everyMs)
    if (due.length === 0) return
    const atMs = Math.max(paintedMs + PACE_MS, Math.min(...due))
    if (nextMs !== undefined && nextMs <= atMs) return
    cancel?.()
    nextMs = atMs
    cancel = clock.after(Math.max(atMs - clock.nowMs(), 0), check)
  }
  /** A frame in which nothing is drawn costs nearly as much as any other: so it is asked for only where something changed. */
  const check = () => {
    nextMs = undefined
    const due = [...entries].filter((entry) => isDue(entry, clock.nowMs()))
    for (const entry of due) entry.dirty = !isCurrent(entry.painter)
    if (!due.some(({ dirty }) => dirty)) return ask()
    nextMs = -Infinity
    clock.onFrame(paint)
  }
  const paint = () => {
    nextMs = undefined
    paintedMs = clock.nowMs()
    for (const entry of entries) if (isDue(entry, paintedMs)) drawEntry(entry, paintedMs)
    ask()
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

/** One that cannot be asked is drawn, and reports then why. */
function isCurrent(painter: Painter): boolean {
  try {
    return painter.isCurrent?.() === true
  } catch {
    return false
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
