import { open, rm, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { errorMessage } from '../../contract/error-message.ts'
import type { Frame } from '../../contract/frame.ts'
import { makeFolder } from '../files/make-folder.ts'
import {
  encodeHeading,
  encodeRecord,
  isFrame,
  readPartial,
  type JsonRecord,
  type PartialRecord,
} from './partial-file.ts'

/** Everything that is to be remembered of an observation until its record is made, in order. */
export interface RecordLog {
  /** Remembers it. Never blocks, never throws. */
  append(record: PartialRecord): void
  /** All of it, in order; the frames of a log in memory are thinned. */
  records(): AsyncIterable<PartialRecord>
  /** Number of frames among them. */
  readonly frameCount: number
  /** Resolves when everything so far is safe, as far as it can be. */
  flush(): Promise<void>
  /** Ends the log without removing it. */
  close(): Promise<void>
  /** Ends it: what it holds is safe elsewhere, or not wanted. */
  remove(): Promise<void>
}

/** Number of frames above which every second one is dropped: counters are cumulative, so only resolution is lost. Chosen: 1,000 s at 20 Hz. */
export const MAX_FRAMES = 20_000
/** Time between two writes to the disk: the most that a crash costs. */
const FLUSH_MS = 1000

export function createMemoryLog(maxFrames = MAX_FRAMES): RecordLog {
  const events: { readonly record: JsonRecord; readonly before: number }[] = []
  let frames: { readonly frame: Frame; readonly number: number }[] = []
  let received = 0
  let keepEvery = 1
  return {
    append(record) {
      if (!isFrame(record)) {
        events.push({ record, before: received })
        return
      }
      if (received++ % keepEvery === 0) frames.push({ frame: record, number: received })
      if (frames.length <= maxFrames) return
      frames = frames.filter((_, index) => index % 2 === 0)
      keepEvery *= 2
    },
    get frameCount() {
      return frames.length
    },
    async *records() {
      let next = 0
      for (const { frame, number } of frames) {
        while (next < events.length && events[next]!.before < number) yield events[next++]!.record
        yield frame
      }
      for (; next < events.length; next++) yield events[next]!.record
    },
    flush: async () => {},
    close: async () => {},
    remove: async () => {
      frames = []
      events.length = 0
    },
  }
}

/**
 * A log on disk, written once a second off the measuring path, so that a crash or a power cut costs at most the last second,
 * and memory does not grow. When the disk is full or gone, `onFailure` gets a sentence and the rest is held in memory.
 */
export async function openDiskLog(path: string, onFailure: (sentence: string) => void): Promise<RecordLog> {
  try {
    await makeFolder(dirname(path))
    const file = await open(path, 'wx+')
    const log = new DiskLog(path, file, onFailure)
    await file.write(encodeHeading())
    return log
  } catch (error) {
    onFailure(cannotWrite(path, error))
    return createMemoryLog()
  }
}

function cannotWrite(path: string, error: unknown): string {
  return `The recording cannot be written to ${path} (${errorMessage(error)}). The run goes on and is held in memory; it would be lost in a crash.`
}

class DiskLog implements RecordLog {
  private readonly path: string
  private readonly file: FileHandle
  private readonly onFailure: (sentence: string) => void
  private readonly timer: NodeJS.Timeout
  /** Records that are not on the disk yet. */
  private pending: PartialRecord[] = []
  private writing: Promise<void> = Promise.resolve()
  /** Bytes that are on the disk for sure. */
  private size = encodeHeading().length
  /** Takes over when the disk fails. */
  private rest: RecordLog | undefined
  private closed = false
  private frames = 0

  constructor(path: string, file: FileHandle, onFailure: (sentence: string) => void) {
    this.path = path
    this.file = file
    this.onFailure = onFailure
    this.timer = setInterval(() => void this.flush(), FLUSH_MS)
    this.timer.unref()
  }

  get frameCount(): number {
    return this.frames + (this.rest?.frameCount ?? 0)
  }

  append(record: PartialRecord): void {
    if (this.closed) return
    if (this.rest === undefined) this.pending.push(record)
    else this.rest.append(record)
  }

  async *records(): AsyncGenerator<PartialRecord> {
    await this.flush()
    yield* readPartial(this.path)
    if (this.rest !== undefined) yield* this.rest.records()
  }

  async close(): Promise<void> {
    if (this.closed) return
    await this.flush()
    this.closed = true
    clearInterval(this.timer)
    await this.file.close()
  }

  async remove(): Promise<void> {
    await this.close()
    await rm(this.path, { force: true }).catch(() => undefined)
  }

  flush(): Promise<void> {
    this.writing = this.writing.then(() => this.write())
    return this.writing
  }

  private async write(): Promise<void> {
    const records = this.pending
    if (records.length === 0 || this.closed) return
    this.pending = []
    try {
      const bytes = Buffer.concat(records.map(encodeRecord))
      await writeAll(this.file, bytes, this.size)
      await this.file.datasync()
      this.size += bytes.length
      this.frames += records.filter(isFrame).length
    } catch (error) {
      await this.giveUp(records, error)
    }
  }

  /** What is on the disk stays there, without the half of a write that failed. */
  private async giveUp(records: readonly PartialRecord[], error: unknown): Promise<void> {
    await this.file.truncate(this.size).catch(() => undefined)
    const rest = createMemoryLog()
    for (const record of [...records, ...this.pending]) rest.append(record)
    this.pending = []
    this.rest = rest
    clearInterval(this.timer)
    this.onFailure(cannotWrite(this.path, error))
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten
  }
}
