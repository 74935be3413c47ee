import * as v from 'valibot'
import { CoreglowError, ErrorSchema, type WireError } from '../contract/procedures.ts'

// Text messages are JSON. A client sends a Request; the host answers a call with one Reply of its id, and a stream with
// items and an end. A binary message has an id in front (u32, little-endian). From the host it is an item of a binary stream, or the
// result of a call whose result is bytes; from the client it is the parameter `bytes` of the request that has announced it.

const MessageIdSchema = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(0xffff_ffff))
const params = v.optional(v.unknown(), {})

export const RequestSchema = v.union([
  /** `bytes`: a binary message of this id follows. */
  v.strictObject({ id: MessageIdSchema, call: v.string(), params, bytes: v.optional(v.literal(true)) }),
  v.strictObject({ id: MessageIdSchema, open: v.string(), params }),
  v.strictObject({ id: MessageIdSchema, cancel: v.literal(true) }),
])
export type Request = v.InferOutput<typeof RequestSchema>

/** `id` is missing where the host could not tell which request it answers. */
export const ReplySchema = v.union([
  v.object({ id: MessageIdSchema, ok: v.literal(true), result: v.unknown() }),
  v.object({ id: v.optional(MessageIdSchema), ok: v.literal(false), error: ErrorSchema }),
  v.object({ id: MessageIdSchema, item: v.unknown() }),
  v.object({ id: MessageIdSchema, end: v.literal(true), error: v.optional(ErrorSchema) }),
])
export type Reply = v.InferOutput<typeof ReplySchema>

/** The value of a JSON text that has this shape, else undefined. */
export function parseAs<T extends v.GenericSchema>(schema: T, text: string): v.InferOutput<T> | undefined {
  try {
    return v.parse(schema, JSON.parse(text))
  } catch {
    return undefined
  }
}

/** The id of a message that is malformed or too long to be parsed, where it begins with one, as ours do. */
export function idOf(text: string): number | undefined {
  const id = Number(/^\{"id":(\d{1,10})[,}]/.exec(text)?.[1])
  return v.is(MessageIdSchema, id) ? id : undefined
}

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: CoreglowError }

/** The error is `code`, a sentence about the first field that is wrong, and its path under `root`. */
export function check<T>(
  schema: v.GenericSchema<unknown, T>,
  value: unknown,
  code: 'bad-params' | 'bad-message',
  root: string,
): Checked<T> {
  const parsed = v.safeParse(schema, value, { abortEarly: true })
  if (parsed.success) return { ok: true, value: parsed.output }
  const [issue] = parsed.issues
  const path = [root, v.getDotPath(issue)].filter(Boolean).join('.')
  return { ok: false, error: new CoreglowError(code, sentence(issue, path), { path }) }
}

function sentence(issue: v.BaseIssue<unknown>, path: string): string {
  if (issue.received === 'undefined') return `${path} is missing.`
  const received = issue.received.length > 60 ? `${issue.received.slice(0, 60)}...` : issue.received
  return `${path} must be ${issue.expected ?? 'valid'}, not ${received}.`
}

export function packBytes(id: number, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 + payload.length)
  new DataView(bytes.buffer).setUint32(0, id, true)
  bytes.set(payload, 4)
  return bytes
}

/** The payload shares memory with `bytes`. Undefined where there is no id. */
export function unpackBytes(bytes: Uint8Array): { readonly id: number; readonly payload: Uint8Array } | undefined {
  if (bytes.length < 4) return undefined
  const id = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)
  return { id, payload: bytes.subarray(4) }
}

export function toWire(error: CoreglowError): WireError {
  return { code: error.code, message: error.message, path: error.path }
}

export function fromWire({ code, message, path }: WireError): CoreglowError {
  return new CoreglowError(code, message, { path })
}
