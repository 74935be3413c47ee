import { freemem, totalmem } from 'node:os'
import type { MemoryUse } from '../../contract/system.ts'
import { readText } from '../files/system-file.ts'

/** Memory of the machine from /proc/meminfo, whose numbers are in KiB. */
export function readMemoryUse(): MemoryUse {
  const text = readText('/proc/meminfo') ?? ''
  const bytes = (field: string) => {
    const [, kibibytes] = new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(text) ?? []
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024
  }
  const [swapTotal, swapFree] = [bytes('SwapTotal'), bytes('SwapFree')]
  return {
    totalBytes: bytes('MemTotal') ?? totalmem(),
    availableBytes: bytes('MemAvailable') ?? freemem(),
    freeBytes: bytes('MemFree') ?? freemem(),
    swap:
      swapTotal === undefined || swapFree === undefined
        ? { missing: 'The system does not report its swap space.' }
        : { totalBytes: swapTotal, freeBytes: swapFree },
  }
}
