import { net, protocol } from 'electron'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { SECURITY_HEADERS } from '../transport/content-policy.ts'
import { requestedPath, SCHEME } from './security.ts'

/** Registers the page's scheme. Call it before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** Answers the page's requests from `folder`, and from nowhere else. */
export function servePage(folder: string): void {
  protocol.handle(SCHEME, async ({ method, url }) => {
    const path = requestedPath(method, url)
    return path === undefined ? notFound() : answer(join(folder, path))
  })
}

async function answer(file: string): Promise<Response> {
  try {
    const { body, headers } = await net.fetch(pathToFileURL(file).href)
    const type = headers.get('Content-Type') ?? 'application/octet-stream'
    return new Response(body, { headers: { ...SECURITY_HEADERS, 'Content-Type': type } })
  } catch {
    return notFound()
  }
}

function notFound(): Response {
  return new Response('Not found', { status: 404, headers: { ...SECURITY_HEADERS, 'Content-Type': 'text/plain' } })
}
