type Message = string | Uint8Array

/** Receiving half of a pipe: keeps messages until there is a listener, and reports the end once. */
export interface Inbox {
  readonly ended: boolean
  readonly push: (message: Message) => void
  /** Ends the inbox; later messages are dropped. `reason` is a sentence. */
  readonly end: (reason: string) => void
  readonly onMessage: (listener: (message: Message) => void) => void
  readonly onClose: (listener: (reason: string) => void) => void
}

export function createInbox(): Inbox {
  const stored: Message[] = []
  let deliver = (message: Message): void => void stored.push(message)
  let ended: string | undefined
  let tell: ((reason: string) => void) | undefined
  return {
    get ended() {
      return ended !== undefined
    },
    push(message) {
      if (ended === undefined) deliver(message)
    },
    end(reason) {
      if (ended !== undefined) return
      ended = reason
      tell?.(reason)
    },
    onMessage(listener) {
      deliver = listener
      stored.splice(0).forEach(listener)
    },
    onClose(listener) {
      tell = listener
      if (ended !== undefined) listener(ended)
    },
  }
}
