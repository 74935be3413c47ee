import { posix } from 'node:path'

/** The page is served under a scheme of its own: an origin that nobody else can have, unlike `file://`. */
export const SCHEME = 'app'
const HOST = 'coreglow'
export const PAGE_URL = `${SCHEME}://${HOST}/index.html`

export function isOurUrl(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, host } = new URL(url)
  return protocol === `${SCHEME}:` && host === HOST
}

/** Whether a frame may get the engine: the top frame of a window that shows our page. */
export function isOurFrame(frame: { readonly url: string; readonly parent: unknown } | null): boolean {
  return frame !== null && frame.parent === null && isOurUrl(frame.url)
}

/** Whether a navigation is allowed: the page may only reload itself. */
export function mayNavigate(url: string): boolean {
  return url.split('#')[0] === PAGE_URL
}

/** Whether a permission is granted: the page only needs to copy text. */
export function mayHave(permission: string, url: string): boolean {
  return permission === 'clipboard-sanitized-write' && isOurUrl(url)
}

/** Requested path under the page's folder, such as "assets/index.js"; undefined if invalid. */
export function requestedPath(method: string, url: string): string | undefined {
  if (!['GET', 'HEAD'].includes(method) || !isOurUrl(url)) return undefined
  const path = decoded(new URL(url).pathname)
  // A backslash separates folders on Windows, a NUL ends a file name.
  if (path === undefined || /[\\\0:]/.test(path)) return undefined
  const normal = posix.normalize(path).slice(1)
  return normal === '' || normal.startsWith('..') || normal.endsWith('/') ? undefined : normal
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}
