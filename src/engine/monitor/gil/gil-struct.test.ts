import { describe, expect, it } from 'vitest'
import { GIL_FIELDS, gilSize, gilState, looksLikeGil, WaitCounter } from './gil-struct.ts'

const LAYOUT = { at: { runtime: 0 }, enabled: undefined, start: 0 } as const
const FREE_THREADED = { at: { interpreter: 0 }, enabled: 0, start: 8 } as const

interface Fields {
  readonly interval: number
  readonly holder: number
  readonly locked: number
  readonly switches: number
  readonly enabled: number
}

const USUAL: Fields = { interval: 5000, holder: 0x7f00, locked: 1, switches: 12, enabled: 1 }

function gil(fields: Partial<Fields>, layout: typeof LAYOUT | typeof FREE_THREADED = LAYOUT): Buffer {
  const { interval, holder, locked, switches, enabled } = { ...USUAL, ...fields }
  const bytes = Buffer.alloc(gilSize(layout))
  if (layout.enabled !== undefined) bytes.writeInt32LE(enabled, layout.enabled)
  bytes.writeBigUInt64LE(BigInt(interval), layout.start + GIL_FIELDS.interval)
  bytes.writeBigUInt64LE(BigInt(holder), layout.start + GIL_FIELDS.holder)
  bytes.writeInt32LE(locked, layout.start + GIL_FIELDS.locked)
  bytes.writeBigUInt64LE(BigInt(switches), layout.start + GIL_FIELDS.switches)
  return bytes
}

describe('gilState', () => {
  it('reads the fields', () => {
    const state = { enabled: true, locked: true, holder: 0x7f00, intervalNs: 5_000_000, switches: 12 }
    expect(gilState(gil({}), LAYOUT)).toEqual(state)
    expect(gilState(gil({}, FREE_THREADED), FREE_THREADED)).toEqual(state)
  })

  it('has no lock where the GIL is off', () => {
    expect(gilState(gil({ enabled: 0 }, FREE_THREADED), FREE_THREADED)).toMatchObject({ enabled: false, locked: false })
  })
})

describe('looksLikeGil', () => {
  const states = new Set([0x7f00])
  it.each([
    [{}, true],
    [{ locked: 0, holder: 0 }, true],
    [{ locked: 0, holder: 0x8800 }, true], // its holder has ended
    [{ holder: 0x8800 }, false],
    [{ locked: 0, holder: 0x7f01 }, false],
    [{ locked: 2 }, false],
    [{ locked: -1 }, false],
    [{ interval: 0 }, false],
    [{ interval: 0x7f00_0000_0000 }, false],
    [{ switches: 0x7f00_0000_0000_00 }, false],
  ])('%j: %s', (fields, expected) => {
    expect(looksLikeGil(gil(fields), LAYOUT, states)).toBe(expected)
  })

  it('knows one that was never created, of a build that runs without it', () => {
    expect(looksLikeGil(gil({ locked: -1, enabled: 0 }, FREE_THREADED), FREE_THREADED, states)).toBe(true)
  })
})

describe('WaitCounter', () => {
  const MUTEX = process.arch === 'arm64' ? 48 : 40
  /** @param at place of `__wrefs` in both condition variables */
  function withWaiters(at: number, waiters: number, handOvers: number): Buffer {
    const bytes = gil({})
    bytes.writeUInt32LE((waiters << 3) | 2, GIL_FIELDS.condition + at)
    bytes.writeUInt32LE((handOvers << 3) | 2, GIL_FIELDS.condition + 48 + MUTEX + at)
    return bytes
  }

  it.each([36, 28])('counts both condition variables, with the count at byte %d', (at) => {
    const counter = new WaitCounter()
    const counts = Array.from({ length: 12 }, () => counter.count(withWaiters(at, 3, 1), LAYOUT))
    expect(counts[0]).toBeUndefined() // not yet
    expect(counts.at(-1)).toBe(4)
  })

  it('knows nothing where the clock is not told', () => {
    const counter = new WaitCounter()
    const counts = Array.from({ length: 12 }, () => counter.count(gil({}), LAYOUT))
    expect(new Set(counts)).toEqual(new Set([undefined]))
  })
})
