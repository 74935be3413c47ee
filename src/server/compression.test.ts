import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { compressible, encodingFor } from './compression.ts'

test.each([
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip;q=1.0, br;q=0', 'gzip'],
  ['GZIP', 'gzip'],
  ['br;q=0.000, identity', undefined],
  ['', undefined],
  [undefined, undefined],
])('"%s" takes %s', (accepted, encoding) => {
  expect(encodingFor(accepted)).toBe(encoding)
})

const script = Buffer.from('export const answer = 42\n'.repeat(500))

test('a text comes back whole, and is compressed once', async () => {
  const encoded = compressible('text/javascript; charset=utf-8', script)
  const [brotli, zipped, plain] = [await encoded('br'), await encoded('gzip'), await encoded('identity')]
  expect([brotli.encoding, zipped.encoding, plain]).toEqual(['br', 'gzip', { body: script }])
  expect(brotliDecompressSync(brotli.body)).toEqual(script)
  expect(gunzipSync(zipped.body)).toEqual(script)
  expect((await encoded('br')).body).toBe(brotli.body)
  expect(brotli.body.length).toBeLessThan(script.length / 5)
})

test('a font and a short text stay as they are', async () => {
  expect(await compressible('font/ttf', script)('gzip')).toEqual({ body: script })
  expect(await compressible('text/css', script.subarray(0, 100))('gzip')).toEqual({ body: script.subarray(0, 100) })
})
