import { crc32 } from 'node:zlib'

const EXECUTABLE = 0o100755 * 2 ** 16

/** A zip archive of files by their paths, stored without compression and executable: for tests. */
export function zip(files) {
  const locals = []
  const central = []
  let at = 0
  for (const [path, content] of Object.entries(files)) {
    const name = Buffer.from(path)
    const data = Buffer.from(content)
    const common = commonHeader(name, data)
    const local = Buffer.concat([u32(0x04034b50), common, name, data])
    // Version made by 3.0 on Unix; comment length, disk number and internal attributes are zero.
    const rest = [Buffer.alloc(6), u32(EXECUTABLE), u32(at)]
    central.push(Buffer.concat([u32(0x02014b50), u16(0x031e), common, ...rest, name]))
    locals.push(local)
    at += local.length
  }
  const directory = Buffer.concat(central)
  const count = u16(central.length)
  const end = [u32(0x06054b50), u32(0), count, count, u32(directory.length), u32(at), u16(0)]
  return Buffer.concat([...locals, directory, ...end])
}

/** From "version needed" to "extra field length", which both headers of a file have. The date is 1980-01-01. */
function commonHeader(name, data) {
  const sizes = [u32(crc32(data)), u32(data.length), u32(data.length), u16(name.length), u16(0)]
  return Buffer.concat([u16(20), u16(0), u16(0), u16(0), u16(0x21), ...sizes])
}

function u16(value) {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

function u32(value) {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
