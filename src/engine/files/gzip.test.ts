import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { gzipBomb } from './gzip-testing.ts'
import { decompress } from './gzip.ts'

const MB = 2 ** 20

test.each([0, 1, 1000, 16 * 1024, 5 * MB])('decompresses %i bytes', async (size) => {
  const content = Buffer.from(Array.from({ length: size }, (_, i) => (i * i) % 251))
  expect(Buffer.compare(await decompress(gzipSync(content)), content)).toBe(0)
})

test.each([
  ['more than a string holds', gzipBomb(600)],
  ['more than 4 GB, and declares 600 MB of it', gzipBomb(4096 + 600)],
  ['more than it declares', gzipBomb(600, 1000)],
])('refuses %s within a second of CPU time, without the memory', async (_, bytes) => {
  const cpu = process.cpuUsage()
  let most = 0
  const sampling = setInterval(() => (most = Math.max(most, process.memoryUsage().arrayBuffers)), 5)
  const before = process.memoryUsage().arrayBuffers
  await expect(decompress(bytes)).rejects.toThrow(
    'The file is larger than 512 MB when decompressed, more than any run: it is not read.',
  )
  clearInterval(sampling)
  const { user, system } = process.cpuUsage(cpu)
  expect((user + system) / 1e6).toBeLessThan(1)
  expect(most).toBeGreaterThan(0)
  expect((most - before) / MB).toBeLessThan(200)
})

test.each([
  ['is cut short', gzipBomb(600).subarray(0, 100_000)],
  ['holds more than it declares', gzipBomb(100, 1000)],
  ['holds less than it declares', gzipBomb(100, 300 * MB)],
  ['is empty', Buffer.alloc(0)],
  ['is a header', gzipBomb(1).subarray(0, 10)],
])('a file that %s is damaged, and not too large', async (_, bytes) => {
  await expect(decompress(bytes)).rejects.toThrow('The file is cut short or damaged: it does not decompress.')
})
