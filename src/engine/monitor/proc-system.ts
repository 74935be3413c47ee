import { readFileSync } from 'node:fs'
import { parseSchedstat } from './proc-parse.ts'

/** Units in which this kernel's `/proc` counts. */
export interface SystemUnits {
  readonly pageBytes: number
  /** Nanoseconds of a clock tick, in which `stat` counts. */
  readonly tickNs: number
  /** Whether `schedstat` tells nanoseconds; else CPU time comes from `stat`, in ticks. */
  readonly schedstat: boolean
}

// The auxiliary vector is pairs of machine words; these are AT_PAGESZ and AT_CLKTCK of getauxval(3).
const PAGE_SIZE = 6n
const CLOCK_TICKS = 17n

/** Reads the units from this process's own files; what cannot be read is as on almost every Linux. */
export function readUnits(): SystemUnits {
  const vector = auxiliaryVector()
  return {
    pageBytes: Number(vector.get(PAGE_SIZE) ?? 4096n),
    tickNs: 1e9 / Number(vector.get(CLOCK_TICKS) ?? 100n),
    schedstat: hasSchedstat(),
  }
}

function auxiliaryVector(): ReadonlyMap<bigint, bigint> {
  try {
    const { buffer, byteOffset, length } = Buffer.from(readFileSync('/proc/self/auxv'))
    const words = new BigUint64Array(buffer.slice(byteOffset, byteOffset + length))
    return new Map(Array.from({ length: words.length >> 1 }, (_, i) => [words[i * 2]!, words[i * 2 + 1]!]))
  } catch {
    return new Map()
  }
}

/** Returns whether the kernel keeps the figures of `schedstat`; if it does not, the file is missing or says "0 0 0". */
function hasSchedstat(): boolean {
  try {
    const bytes = readFileSync('/proc/self/schedstat')
    const figures = new Float64Array(3)
    return parseSchedstat(bytes, bytes.length, figures) && figures.some((figure) => figure > 0)
  } catch {
    return false
  }
}
