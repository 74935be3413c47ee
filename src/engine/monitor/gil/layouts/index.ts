import { cpython310 } from './cpython-3.10.ts'
import { cpython311 } from './cpython-3.11.ts'
import { cpython312 } from './cpython-3.12.ts'
import { cpython313 } from './cpython-3.13.ts'
import { cpython314 } from './cpython-3.14.ts'
import { cpython315 } from './cpython-3.15.ts'
import { cpython38 } from './cpython-3.8.ts'
import { cpython39 } from './cpython-3.9.ts'
import type { Version } from './layout.ts'

/** Versions of CPython that are read, oldest first. */
export const VERSIONS: readonly Version[] = [
  cpython38,
  cpython39,
  cpython310,
  cpython311,
  cpython312,
  cpython313,
  cpython314,
  cpython315,
]

/** "3.8 to 3.15". */
export const VERSION_RANGE = `3.${VERSIONS[0]?.minor} to 3.${VERSIONS.at(-1)?.minor}`
