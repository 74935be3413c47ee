import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

export type Encoding = 'br' | 'gzip'

/** Each takes 15 ms or less for the page's largest script. Brotli's best level would take a second. */
const COMPRESS: Readonly<Record<Encoding, (body: Buffer) => Promise<Buffer>>> = {
  br: (body) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (body) => promisify(gzip)(body),
}
const PREFERRED: readonly Encoding[] = ['br', 'gzip']

/** What fits into one packet gains nothing. */
const MIN_BYTES = 1400

/** What a client takes, by its Accept-Encoding header: brotli before gzip. Undefined where it takes neither. */
export function encodingFor(accepted = ''): Encoding | undefined {
  const names = accepted.split(',').map((part) => {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase())
    return parameters.some((parameter) => /^q=0(?:\.0*)?$/u.test(parameter)) ? '' : name
  })
  const taken = new Set(names)
  return PREFERRED.find((encoding) => taken.has(encoding))
}

/** A body as a client takes it. */
export type EncodedBody = { readonly encoding?: Encoding; readonly body: Buffer }

/** Compresses a text once for each encoding, when it is first asked for. Fonts and pictures stay as they are. */
export function compressible(type: string, body: Buffer): (accepted: string | undefined) => Promise<EncodedBody> {
  const done = new Map<Encoding, Promise<Buffer>>()
  const isText = /^(?:text\/|application\/json\b|image\/svg\+xml\b)/u.test(type)
  return async (accepted) => {
    const encoding = isText && body.length >= MIN_BYTES ? encodingFor(accepted) : undefined
    if (encoding === undefined) return { body }
    const compressed = done.get(encoding) ?? COMPRESS[encoding](body)
    done.set(encoding, compressed)
    return { encoding, body: await compressed }
  }
}
