import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ARRAY_TYPES, columnsOf, CORE_COLUMNS, rowBytes, TASK_COLUMNS, type ColumnSpec } from './frame-columns.ts'
import { decodeFrame, encodeFrame, FRAME_VERSION } from './frame-encoding.ts'
import type { Frame } from './frame.ts'

/** Columns of random bytes, in their own buffers. */
const columnFrom = (bytes: Uint8Array, length: number) => {
  let offset = 0
  return (_: string, { type }: ColumnSpec) => {
    const column = new ARRAY_TYPES[type](length)
    new Uint8Array(column.buffer).set(bytes.subarray(offset, (offset += column.byteLength)))
    return column
  }
}
const randomBytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })

const f64 = fc.double()
const u32 = fc.nat(0xffff_ffff)
const frames: fc.Arbitrary<Frame> = fc.tuple(fc.nat(9), fc.nat(9)).chain(([cores, tasks]) =>
  fc.record({
    generation: u32,
    seq: u32,
    tNs: f64,
    lateNs: f64,
    missed: u32,
    cores: randomBytes(cores * rowBytes(CORE_COLUMNS)).map((bytes) =>
      columnsOf(CORE_COLUMNS, columnFrom(bytes, cores)),
    ),
    tasks: randomBytes(tasks * rowBytes(TASK_COLUMNS)).map((bytes) =>
      columnsOf(TASK_COLUMNS, columnFrom(bytes, tasks)),
    ),
  }),
)

/** The frame that a newer program would send: with a column of its own for tasks, and one for cores. */
function fromTheFuture(frame: Frame): Frame {
  const { cores, tasks } = frame
  return {
    ...frame,
    extra: [
      {
        table: 'tasks',
        name: 'pageFaults',
        type: 'u32',
        unit: '',
        cumulative: true,
        values: Uint32Array.from(tasks.index, (_, row) => row * 3),
      },
      {
        table: 'cores',
        name: 'megahertz',
        type: 'f32',
        unit: 'MHz',
        cumulative: false,
        values: Float32Array.from(cores.user, (_, core) => 2000 + core),
      },
    ],
  }
}

test('a frame comes back as it was, NaN and infinities too', () => {
  fc.assert(
    fc.property(frames, (frame) => {
      expect(decodeFrame(encodeFrame(frame))).toEqual(frame)
    }),
  )
})

test('columns that this program does not know are passed on as they came', () => {
  fc.assert(
    fc.property(frames, (frame) => {
      const newer = fromTheFuture(frame)
      const decoded = decodeFrame(encodeFrame(newer))
      expect(decoded).toEqual(newer)
      expect(decodeFrame(encodeFrame(decoded))).toEqual(newer)
      expect(decodeFrame(encodeFrame(frame))).toEqual(frame)
    }),
  )
})

test('a column that an older program did not send is unknown, and the others are not', () => {
  fc.assert(
    fc.property(frames, (frame) => {
      const bytes = encodeFrame(frame)
      // The description names its columns in plain text; another name makes it another column.
      const name = Buffer.from(bytes).indexOf('runQueueNs')
      bytes.set(Buffer.from('somethingX'), name)
      const { tasks, cores, extra } = decodeFrame(bytes)
      expect(tasks).toEqual({ ...frame.tasks, runQueueNs: new Float64Array(tasks.index.length).fill(NaN) })
      expect(cores).toEqual(frame.cores)
      expect(extra).toMatchObject([{ table: 'tasks', name: 'somethingX', values: frame.tasks.runQueueNs }])
    }),
  )
})

test('a frame without task indices is refused: its rows would belong to nobody', () => {
  const bytes = encodeFrame(fc.sample(frames, 1)[0]!)
  bytes.set(Buffer.from('indeX'), Buffer.from(bytes).indexOf('index'))
  expect(() => decodeFrame(bytes)).toThrow('a frame without the column tasks.index')
})

test('a frame is read from the middle of a larger buffer, and does not keep it', () => {
  fc.assert(
    fc.property(frames, fc.nat(7), (frame, offset) => {
      const bytes = encodeFrame(frame)
      const larger = new Uint8Array(bytes.length + offset + 5).fill(0xff)
      larger.set(bytes, offset)
      // The slices of Node's Buffer share its memory, those of a Uint8Array do not.
      const views = [larger, Buffer.from(larger.buffer)].map((view) => view.subarray(offset, offset + bytes.length))
      const decoded = views.map(decodeFrame)
      larger.fill(0)
      expect(decoded).toEqual([frame, frame])
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
    fc.property(frames, fc.integer({ min: 3, max: 255 }), (frame, version) => {
      const bytes = encodeFrame(frame)
      bytes[0] = version
      expect(() => decodeFrame(bytes)).toThrow(`frame version ${version} is not ${FRAME_VERSION}`)
    }),
  )
})

test('a frame in another byte order is refused, not misread', () => {
  const bytes = encodeFrame(fc.sample(frames, 1)[0]!)
  bytes[1] = 3 - bytes[1]!
  expect(() => decodeFrame(bytes)).toThrow('byte order')
})

test('any other bytes are refused, whatever sizes they claim, before memory is taken for them', () => {
  const headers = fc.uint8Array({ maxLength: 400 }).map((bytes) => {
    bytes.set([FRAME_VERSION, 1].slice(0, bytes.length))
    return bytes
  })
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 400 }), headers), (bytes) => {
      expect(() => decodeFrame(bytes)).toThrow(RangeError)
    }),
  )
  const claims = encodeFrame(fc.sample(frames, 1)[0]!)
  claims.fill(0xff, 16, 24)
  expect(() => decodeFrame(claims)).toThrow(RangeError)
})

test('a description that is damaged is refused, or describes other columns', () => {
  const read = (bytes: Uint8Array) => {
    try {
      return decodeFrame(bytes).tasks.index.length >= 0
    } catch (error) {
      return error instanceof RangeError
    }
  }
  fc.assert(
    fc.property(frames, fc.integer({ min: 40, max: 200 }), fc.nat(255), (frame, position, value) => {
      const bytes = encodeFrame(frame)
      bytes[position] = value
      expect(read(bytes)).toBe(true)
    }),
  )
})
