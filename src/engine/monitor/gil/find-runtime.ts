import { basename } from 'node:path'
import { openElfFile } from './elf-file.ts'
import { elfImage, exportedSymbol, loadedParts } from './elf-image.ts'
import type { ElfImage } from './elf-image.ts'
import { CannotRead } from './interpreter-reader.ts'
import { DEBUG_COOKIE } from './layouts/debug-offsets.ts'
import { VERSION_RANGE } from './layouts/index.ts'
import { programOf } from './mapped-files.ts'
import type { MappedFile, Program } from './mapped-files.ts'
import { noMemory } from './no-memory.ts'
import type { Memory } from './process-memory.ts'

export interface FoundRuntime {
  /** Address of `_PyRuntime`. */
  readonly runtime: number
  /** The program or library that it is in. */
  readonly image: ElfImage
}

/**
 * Finds `_PyRuntime`: by its exported name; else by the file's section or symbol table; else by the cookie that it begins with since 3.13;
 * else as an exported name of any other library, for Python that is linked into a plug-in.
 * @throws CannotRead
 */
export function findRuntime(pid: number, memory: Memory): FoundRuntime {
  const program = programOf(pid)
  const likely = imagesOf(memory, program.likely)
  const others = imagesOf(memory, program.others)
  if (likely.length + others.length === 0) throw noMemory(pid)
  const narrow = likely.find(({ bits }) => bits === 32)
  if (narrow)
    throw new CannotRead('32-bit', `${narrow.file.path} is a 32-bit program; Coreglow reads 64-bit ones only.`)
  const ways = [
    ...likely.map((image) => ({ image, find: exportedRuntime })),
    ...likely.map((image) => ({ image, find: (candidate: ElfImage) => runtimeByFile(pid, candidate) })),
    ...likely.map((image) => ({ image, find: runtimeByCookie })),
    ...others.map((image) => ({ image, find: exportedRuntime })),
  ]
  for (const { image, find } of ways) {
    const runtime = find(image)
    if (runtime > 0) return { runtime, image }
  }
  throw notCPython(pid, program, [...likely, ...others])
}

function imagesOf(memory: Memory, files: readonly MappedFile[]): ElfImage[] {
  return files.flatMap((file) => elfImage(memory, file) ?? [])
}

function exportedRuntime(image: ElfImage): number {
  return exportedSymbol(image, '_PyRuntime')
}

/** Section `.PyRuntime` survives `strip`; `_PyRuntime` may be in the full symbol table of what exports nothing. */
function runtimeByFile(pid: number, { file, bias }: ElfImage): number {
  const elf = openElfFile(pid, file)
  if (elf === undefined) return Number.NaN
  try {
    const section = elf.section('.PyRuntime')
    return bias + (section > 0 ? section : elf.symbol('_PyRuntime'))
  } catch {
    return Number.NaN // damaged
  } finally {
    elf.close()
  }
}

function runtimeByCookie(image: ElfImage): number {
  for (const { address, bytes } of loadedParts(image, 'rw-')) {
    const hit = bytes.indexOf(DEBUG_COOKIE, 0, 'latin1')
    if (hit >= 0 && hit % 8 === 0) return address + hit
  }
  return Number.NaN
}

function notCPython(pid: number, { executable, likely, others }: Program, images: readonly ElfImage[]): CannotRead {
  if ([...likely, ...others].some(({ path }) => /pypy/i.test(basename(path))))
    return new CannotRead('pypy', `Process ${pid} runs PyPy; Coreglow reads the GIL of CPython only.`)
  const old = images.find((image) => exportedSymbol(image, 'PyGILState_Ensure') > 0)
  if (old)
    return new CannotRead(
      'version',
      `${old.file.path} is CPython 3.6 or older; Coreglow reads the GIL of CPython ${VERSION_RANGE}.`,
    )
  return new CannotRead('not-python', `Process ${pid} (${executable ?? 'hidden program'}) does not run CPython.`)
}
