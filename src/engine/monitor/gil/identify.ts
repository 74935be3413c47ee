import { exportedSymbol, loadedParts } from './elf-image.ts'
import type { ElfImage } from './elf-image.ts'
import type { FoundRuntime } from './find-runtime.ts'
import { CannotRead } from './interpreter-reader.ts'
import { DEBUG_COOKIE } from './layouts/debug-offsets.ts'
import { VERSION_RANGE, VERSIONS } from './layouts/index.ts'
import { RUNTIME_START } from './layouts/layout.ts'
import type { Layout } from './layouts/layout.ts'
import { readBytes } from './process-memory.ts'

export interface Identity {
  /** "3.11.7". */
  readonly version: string
  readonly layout: Layout
}

/** `PY_VERSION_HEX`: major, minor and micro, a byte each. */
interface VersionNumber {
  readonly minor: number
  readonly micro: number | undefined
}

/**
 * The version of the interpreter: its runtime says it since 3.13, a constant since 3.11; before that the name of its file, and a
 * text among its constants.
 * @throws CannotRead `version` for one that is not known, `gone`, `layout`
 */
export function identify({ runtime, image }: FoundRuntime): Identity {
  const start = readBytes(image.memory, runtime, RUNTIME_START)
  if (start === undefined) throw new CannotRead('gone', 'The process ended while Coreglow looked at it.')
  const carriesOffsets = start.toString('latin1', 0, DEBUG_COOKIE.length) === DEBUG_COOKIE
  const number = carriesOffsets ? fromHex(start.readUInt32LE(8)) : versionOfImage(image)
  if (number === undefined)
    throw new CannotRead('version', `The version of CPython in ${image.file.path} cannot be found.`)
  const { minor, micro } = number
  const version = micro === undefined ? `3.${minor}` : `3.${minor}.${micro}`
  const known = VERSIONS.find((candidate) => candidate.minor === minor)
  if (known === undefined)
    throw new CannotRead('version', `CPython ${version} is not known to Coreglow, which reads ${VERSION_RANGE}.`)
  const layout = known.layout(start)
  if (layout === undefined)
    throw new CannotRead(
      'layout',
      `CPython ${version}: its table of offsets is damaged, or not the one of this version.`,
    )
  return { version, layout }
}

function fromHex(hex: number): VersionNumber | undefined {
  return hex >>> 24 === 3 ? { minor: (hex >>> 16) & 255, micro: (hex >>> 8) & 255 } : undefined
}

function versionOfImage(image: ElfImage): VersionNumber | undefined {
  const constant = exportedSymbol(image, 'Py_Version')
  const hex = constant > 0 ? readBytes(image.memory, constant, 4)?.readUInt32LE(0) : undefined
  if (hex !== undefined) return fromHex(hex)
  // "libpython3.10.so.1.0", "bin/python3.10"
  const named = /python3\.(\d+)/.exec(image.file.path)?.[1]
  const found = named === undefined ? undefined : versionText(image, Number(named))
  if (found !== undefined || named !== undefined) return found ?? { minor: Number(named), micro: undefined }
  for (const { minor } of VERSIONS) {
    const text = versionText(image, minor)
    if (text !== undefined) return text
  }
  return undefined
}

/** The version as a text: a constant, "3.10.13", or what `sys.version` begins with, "3.10.13 (main, ". A zero byte is before it. */
function versionText(image: ElfImage, minor: number): VersionNumber | undefined {
  const start = `\x003.${minor}.`
  for (const mode of ['rw-', 'r--'] as const) {
    for (const { bytes } of loadedParts(image, mode)) {
      for (let at = bytes.indexOf(start, 0, 'latin1'); at >= 0; at = bytes.indexOf(start, at + 1, 'latin1')) {
        const rest = bytes.toString('latin1', at + start.length, at + start.length + 16)
        const micro = /^(\d+)[+abrc\d]*(?:\0| \()/.exec(rest)?.[1]
        if (micro !== undefined) return { minor, micro: Number(micro) }
      }
    }
  }
  return undefined
}
