import { lookup } from 'mrmime'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { compressible, type EncodedBody } from './compression.ts'
import { CoreglowError } from '../contract/procedures.ts'

export interface StaticFile {
  readonly type: string
  /** The body for a client with this Accept-Encoding header. */
  readonly encoded: (accepted: string | undefined) => Promise<EncodedBody>
}

/**
 * The built page by its paths, such as "/index.html", in memory: no path of a request ever reaches the disk, and a
 * build in the middle of a session does not pull the page from under it.
 *
 * @throws CoreglowError unsupported, where there is no page.
 */
export async function loadFiles(root: string): Promise<ReadonlyMap<string, StaticFile>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = new Map<string, StaticFile>()
  for (const entry of entries.filter((dirent) => dirent.isFile())) {
    const path = join(entry.parentPath, entry.name)
    const type = typeOf(path)
    files.set(`/${relative(root, path).split(sep).join('/')}`, {
      type,
      encoded: compressible(type, await readFile(path)),
    })
  }
  if (files.has('/index.html')) return files
  throw new CoreglowError('unsupported', `The page is not built: ${root} has no index.html. Run "npm run build" first.`)
}

function typeOf(path: string): string {
  const type = lookup(path) ?? 'application/octet-stream'
  return type.startsWith('text/') ? `${type}; charset=utf-8` : type
}
