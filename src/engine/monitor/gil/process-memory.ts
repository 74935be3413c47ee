import { closeSync, openSync, readSync } from 'node:fs'
import { errorCode } from '../../files/error-code.ts'
import { CannotRead } from './interpreter-reader.ts'
import { noMemory } from './no-memory.ts'
import { notPermitted } from './not-permitted.ts'

/** What `/proc/PID/mem` gives of a process, or a test in its place. Addresses are numbers: user space ends below 2^47, or 2^48 on arm64. */
export interface Memory {
  /** Reads into the start of `buffer`. @returns whether all of `length` bytes could be read */
  into(buffer: Buffer, address: number, length: number): boolean
}

/** The memory of a process, read through one descriptor, which an `exec` empties for good. */
export class ProcessMemory implements Memory {
  private readonly fd: number

  /** @throws CannotRead `not-permitted` or `gone` */
  constructor(pid: number) {
    try {
      this.fd = openSync(`/proc/${pid}/mem`, 'r')
    } catch (error) {
      throw whyNotOpened(pid, errorCode(error))
    }
  }

  into(buffer: Buffer, address: number, length: number): boolean {
    try {
      return address > 0 && readSync(this.fd, buffer, 0, length, address) === length
    } catch {
      return false
    }
  }

  close(): void {
    closeSync(this.fd)
  }
}

function whyNotOpened(pid: number, code: string | undefined): CannotRead {
  if (code === 'EACCES' || code === 'EPERM') return notPermitted(pid)
  if (code === 'EMFILE' || code === 'ENFILE')
    return new CannotRead('system', `Process ${pid} is not read: too many files are open.`)
  return noMemory(pid)
}

/** Undefined where not all of it could be read. */
export function readBytes(memory: Memory, address: number, length: number): Buffer | undefined {
  const buffer = Buffer.allocUnsafe(length)
  return memory.into(buffer, address, length) ? buffer : undefined
}

const WORD = Buffer.alloc(8)

/** A word of 64 bits; NaN where it cannot be read. Exact below 2^53, as all addresses are. */
export function readWord(memory: Memory, address: number): number {
  return memory.into(WORD, address, 8) ? wordAt(WORD, 0) : Number.NaN
}

/** An `int` of C; NaN where it cannot be read. */
export function readInt(memory: Memory, address: number): number {
  return memory.into(WORD, address, 4) ? WORD.readInt32LE(0) : Number.NaN
}

/** A string that ends with a zero byte; undefined where there is none within `limit` bytes. */
export function readCString(memory: Memory, address: number, limit = 64): string | undefined {
  const bytes = readBytes(memory, address, limit) ?? readBytes(memory, address, Math.min(limit, untilPageEnd(address)))
  const end = bytes?.indexOf(0) ?? -1
  return end < 0 ? undefined : bytes?.toString('latin1', 0, end)
}

function untilPageEnd(address: number): number {
  return 4096 - (address % 4096)
}

/** A word of 64 bits in a buffer. Exact below 2^53. */
export function wordAt(buffer: Buffer, at: number): number {
  return buffer.readUInt32LE(at) + buffer.readUInt32LE(at + 4) * 2 ** 32
}
