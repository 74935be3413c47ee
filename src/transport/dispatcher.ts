import { CoreglowError, type ErrorCode, type WireError } from '../contract/procedures.ts'
import type { Service } from '../contract/service.ts'
import { callService, openService } from './invoke.ts'
import type { Pipe } from './pipe.ts'
import { startStream } from './stream.ts'
import { idOf, packItem, parseAs, RequestSchema, toWire, type Reply, type Request } from './wire.ts'

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
      reply({ id, ok: true, result: await callService(service, name, params) })
    } catch (error) {
      reply({ id, ok: false, error: describe(error) })
    } finally {
      open.delete(id)
    }
  }

  const sendItem = (id: number, item: unknown) => {
    if (!(item instanceof Uint8Array)) reply({ id, item })
    else if (pipe.backlog <= maxBacklogBytes) pipe.send(packItem(id, item))
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
    else if ('call' in request) void answer(id, request.call, request.params)
    else stream(id, request.open, request.params)
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
    const problem = problemOf(message, maxTextLength)
    const text = typeof message === 'string' ? message : ''
    const request = problem === undefined ? parseAs(RequestSchema, text) : undefined
    if (request === undefined) refuse(idOf(text), 'bad-message', problem ?? 'Not a Coreglow protocol message.')
    else take(request)
  }

  const close = () => {
    serving = false
    for (const id of open.keys()) stop(id)
  }

  pipe.onMessage(receive)
  pipe.onClose(close)
  return close
}

function problemOf(message: string | Uint8Array, maxTextLength: number): string | undefined {
  if (typeof message !== 'string') return 'Messages must be text.'
  if (message.length <= maxTextLength) return undefined
  return `Message too long: ${message.length} characters; the limit is ${maxTextLength}.`
}
