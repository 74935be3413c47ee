import type { CallName, Calls, StreamItem, StreamName, StreamParams } from './procedures.ts'

/**
 * Service behind a connection: a handler for each call, a source for each stream. The dispatcher
 * (`transport/dispatcher.ts`) has checked the params before they get here, and checks nothing that comes out.
 */
export type CallHandlers = {
  readonly [K in CallName]?: (params: Calls[K]['params']) => Promise<Calls[K]['result']> | Calls[K]['result']
}
/**
 * Starts a stream. Returns a function that stops its source, called once when the stream ends, whichever side ended it.
 * `end` ends it from this side, with an error where there was one.
 */
export type StreamHandlers = {
  readonly [K in StreamName]?: (
    params: StreamParams<K>,
    emit: (item: StreamItem<K>) => void,
    end: (error?: Error) => void,
  ) => () => void
}
export interface Service {
  readonly calls: CallHandlers
  readonly streams: StreamHandlers
}
