/**
 * Transport: an ordered, asynchronous pair of ends. Text carries JSON, bytes carry frames and pieces of files (see `wire.ts`).
 * `send` never throws and never calls back before it returns; after `close`, on either side, it does nothing.
 */
export interface Pipe {
  send(message: string | Uint8Array<ArrayBuffer>): void
  /** One listener; messages that arrive before it is set are kept for it. */
  onMessage(listener: (message: string | Uint8Array) => void): void
  /** Called once, with a sentence, when the other side is gone or this one was closed. */
  onClose(listener: (reason: string) => void): void
  /** Bytes that were sent and have not left yet: a sender of frames skips some when this grows. */
  readonly backlog: number
  close(): void
}
