import { createInbox, type Inbox } from './inbox.ts'
import type { Pipe } from './pipe.ts'

/** Two ends in one program, as asynchronous as the other transports; bytes are copied. */
export function createPipePair(): [Pipe, Pipe] {
  const first = createInbox()
  const second = createInbox()
  return [createEnd(first, second), createEnd(second, first)]
}

function createEnd(inbox: Inbox, other: Inbox): Pipe {
  let backlog = 0
  return {
    send(message) {
      if (inbox.ended) return
      const copy = typeof message === 'string' ? message : message.slice()
      backlog += copy.length
      queueMicrotask(() => {
        backlog -= copy.length
        other.push(copy)
      })
    },
    onMessage: inbox.onMessage,
    onClose: inbox.onClose,
    get backlog() {
      return backlog
    },
    close() {
      queueMicrotask(() => other.end('The other side closed the connection.'))
      inbox.end('The connection was closed.')
    },
  }
}
