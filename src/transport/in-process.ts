import { createInbox, type Inbox } from './inbox.ts'
import type { Pipe } from './pipe.ts'

/** Two ends in one program, as asynchronous as the other transports; bytes are copied. */
export function createPipePair(): [Pipe, Pipe] {
  const first = createInbox()
  const second = createInbox()
  return [createEnd(first, second), createEnd(second, first)]
}

function createEnd(own: Inbox, other: Inbox): Pipe {
  let backlog = 0
  return {
    send(message) {
      if (own.ended) return
      const copy = typeof message === 'string' ? message : message.slice()
      backlog += copy.length
      queueMicrotask(() => {
        backlog -= copy.length
        other.push(copy)
      })
    },
    onMessage: own.onMessage,
    onClose: own.onClose,
    get backlog() {
      return backlog
    },
    close() {
      queueMicrotask(() => other.end('The other side closed the connection.'))
      own.end('The connection was closed.')
    },
  }
}
