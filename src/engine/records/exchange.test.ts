import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { MAX_PIECE_BYTES } from '../../contract/limits.ts'
import { createExchange, type Exchange } from './exchange.ts'

let exchange: Exchange
beforeEach(() => {
  exchange = createExchange()
})
afterEach(() => exchange.close())

test('what is appended is read, in pieces, until the end', async () => {
  const path = await exchange.create()
  const piece = new Uint8Array(MAX_PIECE_BYTES).fill(1)
  await exchange.append(path, piece)
  await exchange.append(path, Uint8Array.of(2, 3))
  expect(Buffer.compare(await exchange.read(path, 0), piece)).toBe(0)
  expect(await exchange.read(path, MAX_PIECE_BYTES)).toEqual(Uint8Array.of(2, 3))
  expect(await exchange.read(path, MAX_PIECE_BYTES + 2)).toHaveLength(0)
})

test('no other file is read, written or deleted', async () => {
  const path = await exchange.create()
  const beside = `${dirname(path)}/beside`
  writeFileSync(beside, 'mine')
  for (const other of [beside, `${path}/../beside`, '/etc/passwd', '']) {
    const refused = { code: 'bad-params', path: 'params.path' }
    await expect(exchange.append(other, Uint8Array.of(1))).rejects.toMatchObject(refused)
    await expect(exchange.read(other, 0)).rejects.toMatchObject(refused)
    await exchange.release(other)
  }
  expect(existsSync(beside)).toBe(true)
})

test('a released file is gone, and all of them when the exchange is closed', async () => {
  const [first, second] = [await exchange.create(), await exchange.create()]
  await exchange.release(first)
  expect([existsSync(first), existsSync(second)]).toEqual([false, true])
  await expect(exchange.read(first, 0)).rejects.toMatchObject({ code: 'bad-params' })
  await exchange.close()
  expect(existsSync(dirname(second))).toBe(false)
})

test('a temporary folder that somebody has cleared is made again', async () => {
  const path = await exchange.create()
  rmSync(dirname(path), { recursive: true })
  await expect(exchange.read(path, 0)).rejects.toMatchObject({ code: 'storage' })
  await expect(exchange.create()).rejects.toMatchObject({ code: 'storage' })
  expect(existsSync(await exchange.create())).toBe(true)
})
