import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { folder } from './node-program-testing.ts'

type Pair = readonly [low: number, high: number]
let digest: (value: unknown) => readonly Pair[]
let show: (value: unknown) => string
let isSame: (value: unknown, other: unknown) => boolean

beforeAll(async () => {
  ;({ digest } = await import(join(folder, 'calls/digest.mjs')))
  ;({ show, isSame } = await import(join(folder, 'calls/results.mjs')))
})

/** In which of the four readings two values are equal: exact, order-free, rounded, rounded half a step on. */
function equalIn(value: unknown, other: unknown): string {
  const [pairs, others] = [digest(value), digest(other)]
  return pairs.map((pair, reading) => (String(pair) === String(others[reading]) ? '=' : '-')).join('')
}

class Point {
  readonly x: number
  constructor(x: number) {
    this.x = x
  }
}

test.each<[unknown, unknown]>([
  [NaN, Number('none')],
  [Object.assign([1], { 2: 3 }), [1, undefined, 3]],
  [{ a: [1, { b: null }] }, { a: [1, { b: null }] }],
  [new Point(1), new Point(1)],
  [new Map([['a', new Set([1])]]), new Map([['a', new Set([1])]])],
  [Buffer.from('abc'), new Uint8Array([97, 98, 99])],
  [new Float32Array([1.5]), new Float32Array([1.5])],
  [new Error('no'), new Error('no')],
  [new Date(5), new Date(5)],
  [/a/g, /a/g],
  [12n, 12n],
  [new URL('http://a/'), new URL('http://a/')],
])('%o has the same digests each time', (value, other) => {
  expect(equalIn(value, other)).toBe('====')
})

test.each<[unknown, unknown]>([
  [1, 2],
  [1, '1'],
  [1, 1n],
  [1, true],
  [null, undefined],
  ['ab', 'ba'],
  ['', []],
  [[], {}],
  [
    [1, [2]],
    [[1], 2],
  ],
  [
    [-1, 1],
    [1, 1],
  ],
  [{ a: 1 }, { b: 1 }],
  [{ x: 1 }, new Point(1)],
  [new Map([[1, 2]]), new Set([[1, 2]])],
  [new Uint8Array([1, 0]), new Uint16Array([1])],
  [new Error('no'), new RangeError('no')],
  [0.1, 0.2],
  [2 ** 31, -(2 ** 31)],
  [123_456_789_012, 123_456_789_013],
])('%o and %o differ in every reading', (value, other) => {
  expect(equalIn(value, other)).toBe('----')
})

test.each<[unknown, unknown]>([
  [
    [3, 1, 2],
    [1, 2, 3],
  ],
  [new Set(['a', 'b']), new Set(['b', 'a'])],
  [
    { a: 1, b: { c: 2, d: 3 } },
    { b: { d: 3, c: 2 }, a: 1 },
  ],
  [
    [-1, 1],
    [1, -1],
  ],
])('%o and %o are the same but for their order', (value, other) => {
  expect(equalIn(value, other)).toMatch(/^-=--$/)
})

test('floats are equal within nine digits in one of the two roundings', () => {
  for (const float of [0.1, 1 / 3, -12345.678, 1e-300, 6.02e23, 2 ** 60]) {
    for (const factor of [1 + 1e-12, 1 - 1e-12, 1 + 1e-10]) {
      expect(equalIn([float], [float * factor])).toMatch(/^--(=.|.=)$/)
    }
    expect(equalIn([float], [float * (1 + 1e-7)])).toBe('----')
  }
  expect(equalIn(3, 3 + 1e-12)).toMatch(/^--(=.|.=)$/)
  expect(equalIn(0, -0)).toMatch(/^--==$/)
})

test.each([
  ['function', () => 1],
  ['symbol', Symbol('a')],
  ['Promise', Promise.resolve()],
  ['WeakMap', new WeakMap()],
  ['function', [1, { deep: new Map([[1, () => 1]]) }]],
])('a %s has no value of its own', (name, value) => {
  expect(() => digest(value)).toThrow(name)
  expect(isSame(value, 1)).toBe(true)
})

test('a value that contains itself has a digest', () => {
  const [one, other] = [0, 0].map(() => {
    const list: unknown[] = [1]
    list.push(list)
    return list
  })
  expect(equalIn(one, other)).toBe('====')
})

test('digests of many values are all different', () => {
  const seen = new Set<string>()
  for (let number = 0; number < 50_000; number++) {
    for (const value of [number, -number - 1, String(number), [number], number + 0.5]) {
      seen.add(String(digest(value)[0]))
    }
  }
  expect(seen.size).toBe(250_000)
})

test('a value is shown in one line of at most 200 characters', () => {
  expect(show({ a: 'x\ny', b: [1, undefined, -0] })).toBe(`{ a: 'x\\ny', b: [ 1, undefined, -0 ] }`)
  expect(show(Array.from({ length: 90 }, () => 'text'))).toHaveLength(200)
  expect(show(function () {}.toString().padEnd(300))).not.toMatch(/\n/)
  const cannot = {
    get [Symbol.toStringTag](): string {
      throw new Error('no')
    },
  }
  expect(show(cannot)).toMatch(/cannot be shown|\[|\{/)
})
