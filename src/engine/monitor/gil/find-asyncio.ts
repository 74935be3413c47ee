import { basename } from 'node:path'
import { ASYNCIO_SECTION_BYTES, asyncioOffsets } from './asyncio-tasks.ts'
import type { AsyncioOffsets } from './asyncio-tasks.ts'
import { openElfFile } from './elf-file.ts'
import { elfImage } from './elf-image.ts'
import type { ElfImage } from './elf-image.ts'
import { programOf } from './mapped-files.ts'
import { readBytes } from './process-memory.ts'

/** The offsets that `_asyncio` carries, a library of its own or a part of the interpreter. Undefined where it is not loaded, or they are damaged. */
export function findAsyncio(pid: number, interpreter: ElfImage): AsyncioOffsets | undefined {
  const { likely, others } = programOf(pid)
  const library = [...likely, ...others].find(({ path }) => basename(path).startsWith('_asyncio'))
  const image = library === undefined ? interpreter : elfImage(interpreter.memory, library)
  const file = image && openElfFile(pid, image.file)
  if (image === undefined || file === undefined) return undefined
  try {
    const section = readBytes(image.memory, image.bias + file.section('.AsyncioDebug'), ASYNCIO_SECTION_BYTES)
    return section && asyncioOffsets(section)
  } catch {
    return undefined // a damaged file
  } finally {
    file.close()
  }
}
