import { closeSync, openSync, readSync } from 'node:fs'

const bytes = Buffer.alloc(4)

/** Single numbers out of a process's memory, which is opened when first needed. */
export class MemoryWords {
  private readonly pid: number
  private fd: number | undefined

  constructor(pid: number) {
    this.pid = pid
  }

  /** The 32-bit number at an address; undefined where it cannot be read. */
  int(address: number): number | undefined {
    try {
      this.fd ??= openSync(`/proc/${this.pid}/mem`, 'r')
      return readSync(this.fd, bytes, 0, 4, address) === 4 ? bytes.readInt32LE(0) : undefined
    } catch {
      return undefined
    }
  }

  close(): void {
    if (this.fd !== undefined) closeSync(this.fd)
    this.fd = undefined
  }
}
