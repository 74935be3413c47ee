// `node --import reader.mjs`: Node that reads archives, as far as Coreglow needs it, in place of Electron as Node. Functions of `fs` that
// are not here do not see into an archive, and fail.
/* oxlint-disable no-underscore-dangle -- names of Node's CommonJS loader */
import fs from 'node:fs'
import module, { Module } from 'node:module'
import { sep } from 'node:path'
import { callbackify } from 'node:util'
import workers from 'node:worker_threads'
import { absent, contentOf, inArchive, packedAt, sourceOf, unpacked } from './paths.mjs'

const asPath = (path) => (path instanceof URL ? path.pathname : path)
const isOurs = (path) => inArchive(asPath(path)) !== undefined

/** Replaces a synchronous function of `fs`, and its forms with a promise and with a callback, for paths in archives. */
function patch(name, own) {
  const [sync, promised, called] = [fs[`${name}Sync`], fs.promises[name], fs[name]]
  fs[`${name}Sync`] = (path, ...rest) => (isOurs(path) ? own(asPath(path), ...rest) : sync(path, ...rest))
  fs.promises[name] = async (path, ...rest) => (isOurs(path) ? own(asPath(path), ...rest) : promised(path, ...rest))
  const withCallback = callbackify(fs.promises[name])
  fs[name] = (path, ...rest) => (isOurs(path) ? withCallback : called)(path, ...rest)
}

function statusOf(path) {
  const { entry } = inArchive(path)
  if (entry === undefined) throw absent(path)
  const isFolder = entry.files !== undefined
  return { size: entry.size ?? 0, isFile: () => !isFolder, isDirectory: () => isFolder, isSymbolicLink: () => false }
}

function namesIn(path, options) {
  const entries = entriesIn(inArchive(path).entry, path, options?.recursive)
  return options?.withFileTypes ? entries : entries.map(({ name }) => name)
}

function entriesIn(folder, path, recursive) {
  const entries = []
  for (const [name, { files }] of Object.entries(folder.files)) {
    const isFile = files === undefined
    entries.push({ name, parentPath: path, isFile: () => isFile, isDirectory: () => !isFile })
    if (recursive && !isFile) entries.push(...entriesIn({ files }, path + sep + name, recursive))
  }
  return entries
}

patch('readFile', (path, options) => {
  const encoding = typeof options === 'string' ? options : options?.encoding
  const content = contentOf(path)
  return encoding ? content.toString(encoding) : content
})
patch('stat', statusOf)
patch('lstat', statusOf)
patch('access', (path) => void statusOf(path))
patch('readdir', namesIn)
const { existsSync } = fs
fs.existsSync = (path) => {
  const found = inArchive(asPath(path))
  return found === undefined ? existsSync(path) : found.entry !== undefined
}

// CommonJS modules of the archive, which find others in it.
const resolveFilename = Module._resolveFilename
Module._resolveFilename = (request, parent, ...rest) => {
  const packed = inArchive(parent?.filename ?? parent?.id ?? '')
  if (packed === undefined) return resolveFilename(request, parent, ...rest)
  const filename = sourceOf(parent.filename ?? parent.id)
  const source = inArchive(request) === undefined ? request : sourceOf(request)
  const found = resolveFilename(source, { ...parent, filename, id: filename, paths: Module._nodeModulePaths(filename) })
  return found.startsWith(sep) || /^\w:/.test(found) ? packedAt(packed.archivePath, found) : found
}
const loadNative = Module._extensions['.node']
Module._extensions['.node'] = (target, filename) => loadNative(target, unpacked(filename))

// Threads have loaders of their own; children are started by the same program.
const { Worker } = workers
workers.Worker = class extends Worker {
  constructor(file, options = {}) {
    super(file, { ...options, execArgv: [...(options.execArgv ?? []), '--import', import.meta.url] })
  }
}
if (process.env.COREGLOW_ASAR_PROGRAM) process.execPath = process.env.COREGLOW_ASAR_PROGRAM

module.syncBuiltinESMExports()
module.register('./hooks.mjs', import.meta.url)
