import fs from 'node:fs'
import { sep } from 'node:path'
import { root } from '../paths.mjs'
import { openArchive } from './archive.mjs'

const { readFileSync } = fs
const archives = new Map()

/** A path inside an archive: the archive, the path in it, and the entry there. Undefined for any other path. */
export function inArchive(path) {
  const [, archivePath, name] = /^(.*[\\/]app\.asar)[\\/](.*)$/.exec(String(path)) ?? []
  if (archivePath === undefined) return undefined
  if (!archives.has(archivePath)) archives.set(archivePath, openArchive(archivePath))
  const archive = archives.get(archivePath)
  return { archivePath, archive, name, entry: archive.find(name.replaceAll('\\', '/')) }
}

/** Content of a file in an archive; an unpacked one is read beside it, as Electron does. @throws Error ENOENT */
export function contentOf(path) {
  const { archive, entry } = inArchive(path)
  if (entry === undefined || entry.files !== undefined) throw absent(path)
  return entry.unpacked ? readFileSync(unpacked(path)) : archive.read(entry)
}

export const unpacked = (path) => String(path).replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked')

/** The file of the project that was packed at this path. */
export const sourceOf = (path) => `${root}${inArchive(path).name}`

/** Where a file of the project is in an archive. @throws Error ENOENT where it was not packed */
export function packedAt(archivePath, file) {
  const path = `${archivePath}${sep}${file.slice(root.length)}`
  if (!file.startsWith(root) || inArchive(path).entry === undefined) throw absent(path)
  return path
}

export function absent(path) {
  return Object.assign(new Error(`ENOENT: no such file in the archive, '${path}'`), { code: 'ENOENT' })
}
