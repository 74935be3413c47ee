import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Why a request is not answered, as an HTTP status and a sentence. */
export interface Refusal {
  readonly status: number
  readonly message: string
}

/** Access control: only a page of our own origin, by its Host, with the cookie that the printed address was exchanged for. */
export interface Gate {
  /** The Host header must be ours, or another site's name could be made to lead here (DNS rebinding). */
  readonly refuseHost: (request: IncomingMessage) => Refusal | undefined
  readonly refuseOrigin: (request: IncomingMessage) => Refusal | undefined
  readonly requireSession: (request: IncomingMessage) => Refusal | undefined
  readonly isToken: (token: string) => boolean
  /** Set-Cookie header for a client with the token. */
  readonly cookie: string
}

export function randomToken(): string {
  return randomBytes(32).toString('base64url')
}

/** Creates the access control. `names`: host names valid in an address, without the port. */
export function createGate(names: readonly string[], port: number, token: string): Gate {
  // As a browser writes it, without the port where that is 80.
  const hosts = new Set(names.map((name) => new URL(`http://${name}:${port}`).host))
  // Cookies know no port: two hosts on one machine need two names.
  const cookieName = `coreglow-${port}`
  const session = randomToken()
  return {
    refuseHost: ({ headers }) =>
      hosts.has(headers.host ?? '')
        ? undefined
        : { status: 403, message: 'Unknown host name. Use the address that Coreglow printed.' },
    refuseOrigin: ({ headers }) =>
      headers.origin === `http://${headers.host}`
        ? undefined
        : { status: 403, message: 'Only Coreglow’s own page may connect.' },
    requireSession: ({ headers }) =>
      isEqual(readCookie(headers.cookie, cookieName), session)
        ? undefined
        : { status: 401, message: 'Open the full address that Coreglow printed, including its token.' },
    isToken: (given) => isEqual(given, token),
    cookie: `${cookieName}=${session}; Path=/; HttpOnly; SameSite=Strict`,
  }
}

function readCookie(header: string | undefined, name: string): string {
  const pairs = header?.split(';').map((pair) => pair.trim()) ?? []
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? ''
}

/** Compares in constant time. */
function isEqual(given: string, secret: string): boolean {
  return timingSafeEqual(digest(given), digest(secret))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
