import * as v from 'valibot'
import {
  CALLS,
  CoreglowError,
  PROTOCOL_VERSION,
  STREAMS,
  type ErrorCode,
  type WireError,
} from '../contract/procedures.ts'
import type { Service } from '../contract/service.ts'
import type { Pipe } from './pipe.ts'
import { check, idOf, packItem, parseAs, RequestSchema, toWire, type Reply, type Request } from './wire.ts'

export interface ServeOptions {
  /** Characters of one message; a longer one is answered with bad-message and not parsed. */
  readonly maxTextLength?: number
  /** Calls and streams of this client that may be open at once. */
  readonly maxOpen?: number
  /** Frames are skipped while more than this has not left yet; the gap in `seq` tells the client. */
  readonly maxBacklogBytes?: number
  /** Gets what is no CoreglowError: the client only hears that something went wrong. */
  readonly onError?: (error: unknown) => void
}

const nothing = (): void => {}
const DEFAULTS = { maxTextLength: 2 ** 20, maxOpen: 64, maxBacklogBytes: 2 ** 18, onError: nothing }

type Emit = (item: unknown) => void
type End = (error?: unknown) => void
/** Handlers by name, as methods: those may be given what the schema of their name has checked. */
interface Handlers {
  readonly calls: Readonly<Record<string, { handle(params: unknown): unknown }['handle'] | undefined>>
  readonly streams: Readonly<
    Record<string, { handle(params: unknown, emit: Emit, end: End): () => void }['handle'] | undefined>
  >
}

/** Answers what comes through the pipe, until it closes or the returned function is called. Bad input never ends it. */
export function serve(pipe: Pipe, service: Service, options: ServeOptions = {}): () => void {
  const { maxTextLength, maxOpen, maxBacklogBytes, onError } = { ...DEFAULTS, ...options }
  /** How to stop each call and stream that is open. */
  const open = new Map<number, () => void>()
  let serving = true

  const reply = (message: Reply) => pipe.send(JSON.stringify(message))
  const refuse = (id: number | undefined, code: ErrorCode, message: string) =>
    reply({ id, ok: false, error: { code, message } })

  const describe = (error: unknown): WireError => {
    if (error instanceof CoreglowError) return toWire(error)
    onError(error)
    return { code: 'internal', message: 'Something went wrong inside Coreglow. This is a bug; please report it.' }
  }

  const attempt = (action: () => void) => {
    try {
      action()
    } catch (error) {
      onError(error)
    }
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

  const startStream = (id: number, name: string, params: unknown) => {
    let live = true
    let stop = nothing
    const finish = () => {
      live = false
      open.delete(id)
    }
    const end: End = (error) => {
      if (!live) return
      finish()
      reply({ id, end: true, error: error === undefined ? undefined : describe(error) })
    }
    const emit: Emit = (item) => {
      if (!live) return
      try {
        if (!(item instanceof Uint8Array)) reply({ id, item })
        else if (pipe.backlog <= maxBacklogBytes) pipe.send(packItem(id, item))
      } catch (error) {
        open.get(id)?.()
        reply({ id, end: true, error: describe(error) })
      }
    }
    open.set(id, () => {
      finish()
      attempt(stop)
    })
    try {
      stop = openService(service, name, params, emit, end)
    } catch (error) {
      end(error)
    }
  }

  const take = (request: Request) => {
    const { id } = request
    if ('cancel' in request) open.get(id)?.()
    else if (open.has(id)) refuse(undefined, 'bad-message', `The id ${id} is in use.`)
    else if (open.size >= maxOpen)
      refuse(id, 'busy', `${maxOpen} calls and streams are open; wait until one has ended.`)
    else if ('call' in request) void answer(id, request.call, request.params)
    else startStream(id, request.open, request.params)
  }

  const close = () => {
    serving = false
    for (const stop of open.values()) stop()
  }

  pipe.onMessage((message) => {
    if (!serving) return
    if (typeof message !== 'string') return refuse(undefined, 'bad-message', 'A message must be text.')
    if (message.length > maxTextLength)
      return refuse(
        idOf(message),
        'bad-message',
        `A message may have ${maxTextLength} characters, not ${message.length}.`,
      )
    const request = parseAs(RequestSchema, message)
    if (request === undefined) refuse(idOf(message), 'bad-message', 'This is not a message of the Coreglow protocol.')
    else take(request)
  })
  pipe.onClose(close)
  return close
}

async function callService(service: Handlers, name: string, params: unknown): Promise<unknown> {
  const checked = checkParams(CALLS, name, params, 'call')
  if (name === 'hello') checkVersion(checked)
  const handle = service.calls[name] ?? unsupported(name)
  return handle(checked)
}

function openService(service: Handlers, name: string, params: unknown, emit: Emit, end: End): () => void {
  const checked = checkParams(STREAMS, name, params, 'stream')
  const handle = service.streams[name] ?? unsupported(name)
  return handle(checked, emit, end)
}

type Procedures = Readonly<Record<string, { readonly params: v.GenericSchema }>>

function checkParams(procedures: Procedures, name: string, params: unknown, kind: string): unknown {
  const procedure = Object.hasOwn(procedures, name) ? procedures[name] : undefined
  if (procedure === undefined) {
    const names = Object.keys(procedures).join(', ')
    const message = `There is no ${kind} ${JSON.stringify(name.slice(0, 60))}. There are: ${names}.`
    throw new CoreglowError('unknown-procedure', message)
  }
  const checked = check(procedure.params, params, 'bad-params', 'params')
  if (!checked.ok) throw checked.error
  return checked.value
}

function unsupported(name: string): never {
  throw new CoreglowError('unsupported', `This host cannot do ${name}.`)
}

function checkVersion(params: unknown): void {
  const { protocol } = v.parse(CALLS.hello.params, params)
  if (protocol === PROTOCOL_VERSION) return
  const message = `This page speaks protocol ${protocol}, and Coreglow ${PROTOCOL_VERSION}: restart Coreglow and reload the page.`
  throw new CoreglowError('version', message, { path: 'params.protocol' })
}
