import { closeSync, openSync, readSync, writeFileSync } from 'node:fs'

// Electron's archive: a size (u32 4, u32 header size), a header (u32 payload size, u32 text size, JSON padded to four bytes), and the
// files one after the other. All numbers are little-endian. For tests: `@electron/asar` 3 reads what is written here, and the other way.

/** Writes an archive of files by their paths: content, or `undefined` for one that is unpacked beside it. */
export function writeArchive(path, files) {
  const header = { files: {} }
  const contents = []
  let offset = 0
  for (const [name, { content, size }] of Object.entries(files)) {
    const parts = name.split('/')
    const folder = parts.slice(0, -1).reduce((node, part) => (node.files[part] ??= { files: {} }), header)
    folder.files[parts.at(-1)] = content === undefined ? { size, unpacked: true } : { size, offset: String(offset) }
    if (content === undefined) continue
    contents.push(content)
    offset += size
  }
  const text = Buffer.from(JSON.stringify(header))
  const padded = Math.ceil(text.length / 4) * 4
  const start = Buffer.alloc(16 + padded)
  for (const [at, value] of [4, padded + 8, padded + 4, text.length].entries()) start.writeUInt32LE(value, at * 4)
  text.copy(start, 16)
  writeFileSync(path, Buffer.concat([start, ...contents]))
}

/** Reader of an archive: what is at a path inside it. */
export function openArchive(path) {
  const file = openSync(path)
  const start = read(file, 0, 16)
  const header = JSON.parse(read(file, 16, start.readUInt32LE(12)).toString())
  const contentsAt = 8 + start.readUInt32LE(4)
  return {
    /** Undefined where there is nothing; a folder has `files`. */
    find: (name) => name.split('/').reduce((node, part) => (part === '' ? node : node?.files?.[part]), header),
    read: ({ size, offset }) => read(file, contentsAt + Number(offset), size),
    close: () => closeSync(file),
  }
}

function read(file, position, length) {
  const bytes = Buffer.alloc(length)
  readSync(file, bytes, 0, length, position)
  return bytes
}
