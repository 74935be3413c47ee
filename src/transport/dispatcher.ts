import { MAX_PIECE_BYTES } from '../contract/limits.ts'
import { CoreglowError, type ErrorCode, type WireError } from '../contract/procedures.ts'
import type { Service } from '../contract/service.ts'
import { callService, openService } from './invoke.ts'
import type { Pipe } from './pipe.ts'
import { startStream } from './stream.ts'
import { idOf, packBytes, parseAs, RequestSchema, toWire, unpackBytes, type Reply, type Request } from './wire.ts'

export interface ServeOptions {
  /** Longest message, characters; a longer one is answered with bad-message and not parsed. */
  readonly maxTextLength?: number
  /** Most calls and streams of a client open at once. */
  readonly maxOpen?: number
  /** Unsent bytes above which frames are dropped; the gap in `seq` shows it to the client. */
  readonly maxBacklogBytes?: number
  /** Unsent bytes above which the pipe is closed: the client reads too slowly. */
  readonly maxUnreadBytes?: number
  /** Receives errors other than CoreglowError; the client only learns that something went wrong. */
  readonly onError?: (error: unknown) => void
}

const nothing = (): void => {}
const DEFAULTS = {
  maxTextLength: 2 ** 20,
  maxOpen: 64,
  maxBacklogBytes: 2 ** 18,
  maxUnreadBytes: 2 ** 26,
  onError: nothing,
}

/** Serves a pipe until it closes or the returned function is called. Bad input never ends it. */
export function serve(pipe: Pipe, service: Service, options: ServeOptions = {}): () => void {
  const { maxTextLength, maxOpen, maxBacklogBytes, maxUnreadBytes, onError } = { ...DEFAULTS, ...options }
  /** Stop functions of open calls and streams, by id. */
  const open = new Map<number, () => void>()
  /** Calls whose bytes have not come yet, by id. */
  const announced = new Map<number, (bytes: Uint8Array) => void>()
  let serving = true

  const reply = (message: Reply) => {
    if (pipe.backlog > maxUnreadBytes) pipe.close()
    else pipe.send(JSON.stringify(message))
  }
  const refuse = (id: number | undefined, code: ErrorCode, message: string) =>
    reply({ id, ok: false, error: { code, message } })

  const describe = (error: unknown): WireError => {
    if (error instanceof CoreglowError) return toWire(error)
    onError(error)
    return { code: 'internal', message: 'Something went wrong inside Coreglow. This is a bug; please report it.' }
  }

  const answer = async (id: number, name: string, params: unknown) => {
    open.set(id, nothing)
    try {
      const result = await callService(service, name, params)
      if (!(result instanceof Uint8Array)) reply({ id, ok: true, result })
      else if (pipe.backlog > maxUnreadBytes) pipe.close()
      else pipe.send(packBytes(id, result))
    } catch (error) {
      reply({ id, ok: false, error: describe(error) })
    } finally {
      open.delete(id)
    }
  }

  const sendItem = (id: number, item: unknown) => {
    if (!(item instanceof Uint8Array)) reply({ id, item })
    else if (pipe.backlog <= maxBacklogBytes) pipe.send(packBytes(id, item))
  }

  const stream = (id: number, name: string, params: unknown) => {
    open.set(id, nothing)
    const cancel = startStream((emit, end) => openService(service, name, params, emit, end), {
      item: (item) => sendItem(id, item),
      end(error) {
        open.delete(id)
        reply({ id, end: true, error: error === undefined ? undefined : describe(error) })
      },
      onError,
    })
    if (open.has(id)) open.set(id, cancel)
  }

  const take = (request: Request) => {
    const { id } = request
    if ('cancel' in request) stop(id)
    else if (open.has(id)) refuse(undefined, 'bad-message', `The id ${id} is already in use.`)
    else if (open.size >= maxOpen)
      refuse(id, 'busy', `Too many open calls and streams (${maxOpen}); wait until one ends.`)
    else if ('open' in request) stream(id, request.open, request.params)
    else if (request.bytes === undefined) void answer(id, request.call, request.params)
    else waitForBytes(id, request.call, request.params)
  }

  const waitForBytes = (id: number, name: string, params: unknown) => {
    open.set(id, nothing)
    announced.set(id, (bytes) => void answer(id, name, { ...asObject(params), bytes }))
  }

  const takeBytes = (message: Uint8Array) => {
    const { id, payload } = unpackBytes(message) ?? { id: 0, payload: message }
    const begin = announced.get(id)
    announced.delete(id)
    if (begin === undefined) refuse(undefined, 'bad-message', 'Bytes must follow a call that has announced them.')
    else if (payload.length <= MAX_PIECE_BYTES) begin(payload)
    else {
      open.delete(id)
      refuse(id, 'bad-message', `Too many bytes: ${payload.length}; the limit is ${MAX_PIECE_BYTES}.`)
    }
  }

  /** Stops a stream; a call continues to its answer. */
  const stop = (id: number) => {
    const cancel = open.get(id)
    if (cancel === undefined || cancel === nothing) return
    open.delete(id)
    cancel()
  }

  const receive = (message: string | Uint8Array) => {
    if (!serving) return
    if (typeof message !== 'string') return takeBytes(message)
    const isLong = message.length > maxTextLength
    const request = isLong ? undefined : parseAs(RequestSchema, message)
    if (request !== undefined) return take(request)
    const problem = `Message too long: ${message.length} characters; the limit is ${maxTextLength}.`
    refuse(idOf(message), 'bad-message', isLong ? problem : 'Not a Coreglow protocol message.')
  }

  const close = () => {
    serving = false
    for (const id of open.keys()) stop(id)
  }

  pipe.onMessage(receive)
  pipe.onClose(close)
  return close
}

function asObject(params: unknown): object {
  return typeof params === 'object' && params !== null ? params : {}
}
