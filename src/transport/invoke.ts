import * as v from 'valibot'
import { CALLS, CoreglowError, PROTOCOL_VERSION, STREAMS } from '../contract/procedures.ts'
import { check } from './wire.ts'

export type Emit = (item: unknown) => void
export type End = (error?: unknown) => void
/** Handlers by name, as methods: those may be given what the schema of their name has checked. */
interface Handlers {
  readonly calls: Readonly<Record<string, { handle(params: unknown): unknown }['handle'] | undefined>>
  readonly streams: Readonly<
    Record<string, { handle(params: unknown, emit: Emit, end: End): () => void }['handle'] | undefined>
  >
}

/** Rejects with CoreglowError for a name, params or a version that are wrong, and with whatever the handler throws. */
export async function callService(service: Handlers, name: string, params: unknown): Promise<unknown> {
  const checked = checkParams(CALLS, name, params, 'call')
  if (name === 'hello') checkVersion(checked)
  const handle = service.calls[name] ?? unsupported(name)
  return handle(checked)
}

/** Opens a stream; throws what `callService` rejects with. Returns a function that stops it. */
export function openService(service: Handlers, name: string, params: unknown, emit: Emit, end: End): () => void {
  const checked = checkParams(STREAMS, name, params, 'stream')
  const handle = service.streams[name] ?? unsupported(name)
  return handle(checked, emit, end)
}

type Procedures = Readonly<Record<string, { readonly params: v.GenericSchema }>>

function checkParams(procedures: Procedures, name: string, params: unknown, kind: string): unknown {
  const procedure = Object.hasOwn(procedures, name) ? procedures[name] : undefined
  if (procedure === undefined) {
    const names = Object.keys(procedures).join(', ')
    const message = `Unknown ${kind} ${JSON.stringify(name.slice(0, 60))}. Known ${kind}s: ${names}.`
    throw new CoreglowError('unknown-procedure', message)
  }
  const checked = check(procedure.params, params, 'bad-params', 'params')
  if (!checked.ok) throw checked.error
  return checked.value
}

function unsupported(name: string): never {
  throw new CoreglowError('unsupported', `This host does not support ${name}.`)
}

function checkVersion(params: unknown): void {
  const { protocol } = v.parse(CALLS.hello.params, params)
  if (protocol === PROTOCOL_VERSION) return
  const message = `This page speaks protocol ${protocol}, but Coreglow speaks ${PROTOCOL_VERSION}. Restart Coreglow and reload the page.`
  throw new CoreglowError('version', message, { path: 'params.protocol' })
}
