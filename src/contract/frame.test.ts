import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeFrame, encodeFrame, frameBytes, type Frame } from './frame.ts'

const f64 = fc.double()
const u32 = fc.nat(0xffff_ffff)
const column = (length: number) => fc.float64Array({ minLength: length, maxLength: length })

const frames: fc.Arbitrary<Frame> = fc.tuple(fc.nat(9), fc.nat(9)).chain(([cores, tasks]) => {
  const size = { minLength: tasks, maxLength: tasks }
  return fc.record({
    generation: u32,
    seq: u32,
    tNs: f64,
    lateNs: f64,
    missed: u32,
    cores: fc.record({
      user: column(cores),
      system: column(cores),
      idle: column(cores),
      iowait: column(cores),
      steal: column(cores),
    }),
    tasks: fc.record({
      index: fc.uint32Array(size),
      state: fc.uint8Array(size),
      core: fc.int16Array(size),
      cpuNs: column(tasks),
      runQueueNs: column(tasks),
      rssBytes: column(tasks),
      voluntarySwitches: column(tasks),
      involuntarySwitches: column(tasks),
    }),
  })
})

test('a frame comes back as it was, NaN and infinities too', () => {
  fc.assert(
    fc.property(frames, (frame) => {
      expect(decodeFrame(encodeFrame(frame))).toEqual(frame)
    }),
  )
})

test('a frame is read from the middle of a larger buffer, and does not keep it', () => {
  fc.assert(
    fc.property(frames, fc.nat(7), (frame, offset) => {
      const bytes = encodeFrame(frame)
      const larger = new Uint8Array(bytes.length + offset + 5).fill(0xff)
      larger.set(bytes, offset)
      const decoded = decodeFrame(larger.subarray(offset, offset + bytes.length))
      larger.fill(0)
      expect(decoded).toEqual(frame)
    }),
  )
})

test('frameBytes is the length of what encodeFrame makes', () => {
  fc.assert(
    fc.property(frames, (frame) => {
      expect(encodeFrame(frame)).toHaveLength(frameBytes(frame.cores.user.length, frame.tasks.index.length))
    }),
  )
})

test('a frame that was cut, or that has bytes too many, is refused', () => {
  fc.assert(
    fc.property(frames, fc.nat(), fc.integer({ min: 1, max: 99 }), (frame, cut, extra) => {
      const bytes = encodeFrame(frame)
      expect(() => decodeFrame(bytes.subarray(0, cut % bytes.length))).toThrow(RangeError)
      expect(() => decodeFrame(new Uint8Array([...bytes, ...new Uint8Array(extra)]))).toThrow(RangeError)
    }),
  )
})

test('a frame of another version is refused, with both versions in the message', () => {
  fc.assert(
    fc.property(frames, fc.integer({ min: 2, max: 255 }), (frame, version) => {
      const bytes = encodeFrame(frame)
      bytes[0] = version
      expect(() => decodeFrame(bytes)).toThrow(`frame version ${version} is not 1`)
    }),
  )
})

test('any other bytes are refused, whatever sizes they claim, before memory is taken for them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      expect(() => decodeFrame(bytes)).toThrow(RangeError)
    }),
  )
  const claims = encodeFrame(fc.sample(frames, 1)[0]!)
  claims.fill(0xff, 16, 24)
  expect(() => decodeFrame(claims)).toThrow(RangeError)
})
