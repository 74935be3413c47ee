import type { Emit, End } from './invoke.ts'

/** Destination of a stream. An exception in `item` ends the stream with that error. */
export interface Sink {
  readonly item: Emit
  readonly end: End
  /** Receives exceptions of the source when it is stopped. */
  readonly onError: (error: unknown) => void
}

/** Passes items on until the stream ends, then stops its source once, whichever side ended it. Returns a function that ends it silently. */
export function startStream(source: (emit: Emit, end: End) => () => void, sink: Sink): () => void {
  let live = true
  let stop: (() => void) | undefined
  const stopSource = () => {
    try {
      stop?.()
    } catch (error) {
      sink.onError(error)
    }
  }
  const cancel = () => {
    if (!live) return
    live = false
    stopSource()
  }
  const end: End = (error) => {
    if (!live) return
    cancel()
    sink.end(error)
  }
  const emit: Emit = (item) => {
    if (!live) return
    try {
      sink.item(item)
    } catch (error) {
      end(error)
    }
  }
  try {
    stop = source(emit, end)
  } catch (error) {
    end(error)
  }
  if (!live) stopSource()
  return cancel
}
