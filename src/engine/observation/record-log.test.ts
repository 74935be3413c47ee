import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as fc from 'fast-check'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, onTestFinished, test } from 'vitest'
import { frame, task } from '../lab/testing.ts'
import {
  DamagedFileError,
  encodeHeading,
  encodeRecord,
  isFrame,
  readPartial,
  type PartialRecord,
} from './partial-file.ts'
import { createMemoryLog, openDiskLog, type RecordLog } from './record-log.ts'
import { createRecorder } from './recorder.ts'
import { toRecording } from './recording.ts'

const S = 1e9

function place(): string {
  const folder = mkdtempSync(join(tmpdir(), 'coreglow-log-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'runs', 'a.partial')
}

async function open(path = place()) {
  const failures: string[] = []
  const log = await openDiskLog(path, (sentence) => failures.push(sentence))
  onTestFinished(() => log.remove())
  return { log, path, failures }
}

async function all(records: AsyncIterable<PartialRecord>): Promise<PartialRecord[]> {
  const found: PartialRecord[] = []
  for await (const record of records) found.push(record)
  return found
}

const some = (count: number): PartialRecord[] =>
  Array.from({ length: count }, (_, i) =>
    i % 3 === 2 ? { type: 'note', text: `number ${i} “ä”` } : frame(i * 5e7, [{ index: i, cpuNs: i }], { busyNs: i }),
  )

test.each([
  ['in memory', async () => createMemoryLog()],
  ['on disk', async () => (await open()).log],
])('a log %s gives back what it was given, in order', async (_, create) => {
  const log: RecordLog = await create()
  const records = some(50)
  for (const record of records) log.append(record)
  expect(await all(log.records())).toEqual(records)
  expect(log.frameCount).toBe(records.filter(isFrame).length)
  expect(await all(log.records())).toEqual(records)
})

test('a log is on the disk within about a second, before anybody reads or closes it', async () => {
  const { log, path } = await open()
  const records = some(9)
  for (const record of records) log.append(record)
  await sleep(2500)
  expect(await all(readPartial(path))).toEqual(records)
})

test('of a file that was cut anywhere all whole records are read', async () => {
  const path = place().replace('/runs', '')
  const records = some(12)
  const parts = [encodeHeading(), ...records.map(encodeRecord)]
  const whole = Buffer.concat(parts)
  const wholeRecords = (length: number) => {
    let end = parts[0]!.length
    return records.filter((_, i) => (end += parts[i + 1]!.length) <= length)
  }
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length), async (length) => {
      writeFileSync(path, whole.subarray(0, length))
      expect(await all(readPartial(path))).toEqual(wholeRecords(length))
    }),
    { numRuns: 60 },
  )
})

test('a power cut may leave zeros in place of the last second: they are no damage', async () => {
  const path = place().replace('/runs', '')
  const records = some(6)
  writeFileSync(path, Buffer.concat([encodeHeading(), ...records.map(encodeRecord), Buffer.alloc(5000)]))
  expect(await all(readPartial(path))).toEqual(records)
})

test('a byte that changed in the middle is found, and what is before it is read', async () => {
  const path = place().replace('/runs', '')
  const parts = [encodeHeading(), ...some(9).map(encodeRecord)]
  const whole = Buffer.concat(parts)
  const firstEnd = parts[0]!.length + parts[1]!.length
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: firstEnd, max: whole.length - parts.at(-1)!.length - 1 }), async (position) => {
      const damaged = Buffer.from(whole)
      damaged[position]! ^= 0x55
      writeFileSync(path, damaged)
      const found: PartialRecord[] = []
      const read = async () => {
        for await (const record of readPartial(path)) found.push(record)
      }
      await expect(read()).rejects.toThrow(DamagedFileError)
      expect(found.length).toBeGreaterThanOrEqual(1)
      expect(found).toEqual(some(9).slice(0, found.length))
    }),
    { numRuns: 60 },
  )
})

test('when the disk fails the log goes on in memory, says so once, and loses nothing', async () => {
  const { log, path, failures } = await open()
  const records = some(30)
  for (const record of records.slice(0, 10)) log.append(record)
  expect(await all(log.records())).toHaveLength(10)
  const { file } = log as unknown as { file: { write: unknown } }
  file.write = async () => {
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  }
  for (const record of records.slice(10, 20)) log.append(record)
  expect(await all(log.records())).toEqual(records.slice(0, 20))
  for (const record of records.slice(20)) log.append(record)
  expect(await all(log.records())).toEqual(records)
  expect(failures).toEqual([expect.stringContaining('no space left on device')])
  expect(await all(readPartial(path))).toEqual(records.slice(0, 10))
})

test('where there can be no file the log is in memory, and says so', async () => {
  const { log, failures } = await open('/proc/nowhere/a.partial')
  log.append(frame(0))
  expect(await all(log.records())).toHaveLength(1)
  expect(failures).toEqual([expect.stringContaining('/proc/nowhere/a.partial')])
})

test('a file that is there already is not written over', async () => {
  const { path } = await open()
  const { failures } = await open(path)
  expect(failures).toEqual([expect.stringContaining('EEXIST')])
  expect(readFileSync(path)).toEqual(Buffer.from(encodeHeading()))
})

test('twenty minutes at 100 Hz take no more memory than the first three, and become a bounded record', async () => {
  const { log, path } = await open()
  const recorder = createRecorder(log)
  const tasks = Array.from({ length: 8 }, (_, index) => task(index, { kind: index === 0 ? 'process' : 'thread' }))
  recorder.listener.onTasks?.(tasks, 1, true)
  setFlagsFromString('--expose-gc')
  const collectGarbage: () => void = runInNewContext('gc')
  const held = () => {
    collectGarbage()
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    return (heapUsed + arrayBuffers) / 1e6
  }
  const play = async (from: number, to: number) => {
    for (let i = from; i < to; i++) {
      const rows = tasks.map(({ index }) => ({ index, cpuNs: i * 1e7 }))
      recorder.listener.onFrame?.(frame(i * 1e7, rows, { busyNs: i * 1e7 }))
      // A thread that comes and goes once a second: what is known of it is forgotten when it has long ended.
      if (i % 100 === 0)
        recorder.listener.onTasks?.([task(100 + i, { seenNs: i * 1e7, endedNs: i * 1e7 + 1 })], 1, false)
      if (i % 2000 === 0) await log.flush()
    }
    await log.flush()
  }
  await play(0, 20_000)
  const early = held()
  await play(20_000, 120_000)
  const late = held()
  expect(late - early).toBeLessThan(25)
  const { recording, ticks } = await toRecording(log, recorder.received(), 1000)
  expect(recording.tNs.length).toBeGreaterThan(500)
  expect(recording.tNs.length).toBeLessThanOrEqual(1000)
  expect(ticks.rateAchieved).toBeCloseTo(100, 0)
  expect(path).toContain('.partial')
}, 120_000)

test('a removed log leaves no file', async () => {
  const { log, path } = await open()
  await log.remove()
  expect(() => truncateSync(path)).toThrow('ENOENT')
  log.append(frame(S))
})
