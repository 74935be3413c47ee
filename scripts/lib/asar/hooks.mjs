// Module hooks: modules in an archive are found as in the project, must have been packed, and are read from the archive.
import { fileURLToPath, pathToFileURL } from 'node:url'
import { contentOf, inArchive, packedAt, sourceOf } from './paths.mjs'

const asPath = (url) => (url?.startsWith('file:') ? fileURLToPath(url) : undefined)

export async function resolve(specifier, context, next) {
  const parent = asPath(context.parentURL)
  const packedParent = parent === undefined ? undefined : inArchive(parent)
  const main = inArchive(asPath(specifier) ?? '')
  const archivePath = (main ?? packedParent)?.archivePath
  if (archivePath === undefined) return next(specifier, context)
  const source = main === undefined ? specifier : pathToFileURL(sourceOf(asPath(specifier))).href
  const parentURL = packedParent === undefined ? context.parentURL : pathToFileURL(sourceOf(parent)).href
  const found = await next(source, { ...context, parentURL })
  const file = asPath(found.url)
  return file === undefined ? found : { ...found, url: pathToFileURL(packedAt(archivePath, file)).href }
}

export async function load(url, context, next) {
  const path = asPath(url)
  if (path === undefined || inArchive(path) === undefined) return next(url, context)
  // Without "type" in its package.json Node would look into the file, which is not there.
  return { format: context.format ?? 'commonjs', source: contentOf(path), shortCircuit: true }
}
