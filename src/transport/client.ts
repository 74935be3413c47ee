import * as v from 'valibot'
import {
  CALLS,
  CoreglowError,
  STREAMS,
  type CallName,
  type Calls,
  type StreamItem,
  type StreamName,
  type StreamParams,
} from '../contract/procedures.ts'
import type { Pipe } from './pipe.ts'
import { check, fromWire, packBytes, parseAs, ReplySchema, unpackBytes, type Reply } from './wire.ts'

export interface StreamListener<K extends StreamName> {
  onItem(item: StreamItem<K>): void
  /** Called when the host ends the stream or the connection closes; not when the client ends it. */
  onEnd?(error?: CoreglowError): void
}

export interface Client {
  /** Calls a procedure. Rejects with the host's CoreglowError, bad-message for a malformed answer, or closed. */
  call<K extends CallName>(name: K, params: Calls[K]['params']): Promise<Calls[K]['result']>
  /** Opens a stream. Returns a function that ends it. */
  open<K extends StreamName>(name: K, params: StreamParams<K>, listener: StreamListener<K>): () => void
  /** Adds a listener, called at once if the connection is closed already. `reason` is a sentence. */
  onClose(listener: (reason: string) => void): void
  close(): void
}

/** A pending request. */
interface Waiter {
  onReply(reply: Reply): void
  onBytes?(payload: Uint8Array): void
  fail(error: CoreglowError): void
}

const RESULTS: { readonly [K in CallName]: { readonly result: v.GenericSchema<unknown, Calls[K]['result']> } } = CALLS
const ITEMS: { readonly [K in StreamName]: { readonly item: v.GenericSchema<unknown, StreamItem<K>> } } = {
  ...STREAMS,
  frames: { item: v.instance(Uint8Array) },
}
const WRONG_HOST = 'Received something other than a Coreglow protocol message.'

export function connect(pipe: Pipe): Client {
  const waiters = new Map<number, Waiter>()
  const closeListeners: ((reason: string) => void)[] = []
  let closedReason: string | undefined
  let lastId = 0

  const send = (request: object) => pipe.send(JSON.stringify(request))

  const ask = (request: object, waiter: Waiter): number => {
    const id = ++lastId
    const reason = closedReason
    if (reason !== undefined) queueMicrotask(() => waiter.fail(new CoreglowError('closed', reason)))
    else waiters.set(id, waiter)
    send({ id, ...request })
    return id
  }

  const onClosed = (reason: string) => {
    if (closedReason !== undefined) return
    closedReason = reason
    for (const waiter of waiters.values()) waiter.fail(new CoreglowError('closed', reason))
    waiters.clear()
    for (const listener of closeListeners) listener(reason)
  }

  const leave = (reason: string) => {
    onClosed(reason)
    pipe.close()
  }

  const onText = (text: string) => {
    const reply = parseAs(ReplySchema, text)
    if (reply === undefined) leave(WRONG_HOST)
    else if (reply.id !== undefined) waiters.get(reply.id)?.onReply(reply)
    else if ('error' in reply && reply.error !== undefined) leave(reply.error.message)
  }

  const onBytes = (bytes: Uint8Array) => {
    const item = unpackBytes(bytes)
    if (item === undefined) leave(WRONG_HOST)
    else waiters.get(item.id)?.onBytes?.(item.payload)
  }

  pipe.onMessage((message) => (typeof message === 'string' ? onText(message) : onBytes(message)))
  pipe.onClose(onClosed)

  return {
    call: (name, params) =>
      new Promise((resolve, reject) => {
        const settle = (result: unknown) => {
          waiters.delete(id)
          const checked = check(RESULTS[name].result, result, 'bad-message', 'result')
          if (checked.ok) resolve(checked.value)
          else reject(checked.error)
        }
        const onReply = (reply: Reply) => {
          if (!('error' in reply) || reply.error === undefined) return settle('result' in reply ? reply.result : reply)
          waiters.delete(id)
          reject(fromWire(reply.error))
        }
        const [rest, bytes] = splitBytes(params)
        const announced = bytes === undefined ? {} : { bytes: true }
        const id = ask({ call: name, params: rest, ...announced }, { onReply, onBytes: settle, fail: reject })
        if (bytes !== undefined) pipe.send(packBytes(id, bytes))
      }),

    open(name, params, listener) {
      const cancel = () => {
        if (waiters.delete(id)) send({ id, cancel: true })
      }
      const end = (error?: CoreglowError) => {
        waiters.delete(id)
        listener.onEnd?.(error)
      }
      const take = (item: unknown) => {
        const checked = check(ITEMS[name].item, item, 'bad-message', 'item')
        if (checked.ok) return listener.onItem(checked.value)
        cancel()
        end(checked.error)
      }
      const onReply = (reply: Reply) => {
        if ('item' in reply) take(reply.item)
        else end('error' in reply && reply.error !== undefined ? fromWire(reply.error) : undefined)
      }
      const id = ask({ open: name, params }, { onReply, onBytes: take, fail: end })
      return cancel
    },

    onClose(listener) {
      if (closedReason === undefined) closeListeners.push(listener)
      else listener(closedReason)
    },
    close: () => leave('The connection was closed.'),
  }
}

/** What of the parameters is JSON, and the bytes that go beside it. */
function splitBytes(params: object): readonly [object, Uint8Array?] {
  if (!('bytes' in params) || !(params.bytes instanceof Uint8Array)) return [params]
  const { bytes, ...rest } = params
  return [rest, bytes]
}
