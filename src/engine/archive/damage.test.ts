import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual as isSame } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sampleRun } from '../../testing/sample-run.ts'
import type { Run } from '../../contract/run.ts'
import { withDigest } from '../digest/digest.ts'
import { verify } from '../digest/verify.ts'
import { gzipBomb } from '../files/gzip-testing.ts'
import { createArchive } from './archive.ts'
import { decodeHeader, decodeRun, decodeRuns, encodeRun } from './run-file.ts'

const least = { models: ['sequential'], workers: 1, cores: 1, repeat: 1, seconds: 0.05 }
const run = withDigest(JSON.parse(JSON.stringify(sampleRun(least))) as Run)
const archived = await encodeRun(run)
/** As "run --json" writes it. */
const plain = new TextEncoder().encode(JSON.stringify(run))

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coreglow-damage-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

interface Damage {
  readonly offset: number
  readonly bytes: Uint8Array
  /** Of gzip's header it is the flag that says "text", the time, how hard it was compressed, or the system. */
  readonly harmless: boolean
}

/** Cut short at every byte, then with every byte flipped. */
function* damaged(whole: Uint8Array): Generator<Damage> {
  for (let offset = 0; offset < whole.length; offset++)
    yield { offset, bytes: whole.subarray(0, offset), harmless: false }
  for (let offset = 0; offset < whole.length; offset++) {
    for (const mask of [0x01, 0xff]) {
      const bytes = Uint8Array.from(whole)
      bytes[offset]! ^= mask
      yield {
        offset,
        bytes,
        harmless: whole === archived && ((offset === 3 && mask === 1) || (offset >= 4 && offset <= 9)),
      }
    }
  }
}

/** The damages that are not taken as they should be, by their place. What is thrown counts as its message. */
async function mistaken(
  whole: Uint8Array,
  read: (bytes: Uint8Array) => Promise<unknown>,
  isRight: (outcome: unknown, damage: Damage) => boolean,
): Promise<number[]> {
  const wrong: number[] = []
  for (const damage of damaged(whole)) {
    const outcome = await read(damage.bytes).catch((error: Error) => error.message)
    if (!isRight(outcome, damage)) wrong.push(damage.offset)
  }
  return wrong
}

const isRefusal = (outcome: unknown) =>
  typeof outcome === 'string' && /^(?:The file (?:is|was)|Not a run file:) .*\.$/s.test(outcome)

describe.each([decodeHeader, decodeRun, decodeRuns])('%o of a damaged archived file', (decode) => {
  test('is refused with a sentence, or is the same run where the byte means nothing', async () => {
    const whole = await decode(archived)
    const isRight = (outcome: unknown, { harmless }: Damage) =>
      isSame(outcome, whole) || (!harmless && isRefusal(outcome))
    expect(await mistaken(archived, decode, isRight)).toEqual([])
  })
})

test('a damaged plain file is refused with a sentence, or its data is the same', async () => {
  // A flip in the name of the seal makes it a field that nobody knows; one in a last digit may be beyond what a number holds.
  const data = (decoded: Run) => ({ ...decoded, sha256: undefined })
  const isRight = (outcome: unknown) =>
    isRefusal(outcome) || (Array.isArray(outcome) && isSame(data(outcome[0]), data(run)))
  expect(await mistaken(plain, decodeRuns, isRight)).toEqual([])
})

test('verify calls nothing intact that holds anything else', async () => {
  const result = async (bytes: Uint8Array) => (await verify(bytes)).result
  // Deflate can say the same in several ways: a flip may be another one.
  const isRight = (outcome: unknown, { bytes, harmless }: Damage) =>
    outcome === 'intact' ? gunzipSync(bytes).equals(gunzipSync(archived)) : !harmless
  expect(await mistaken(archived, result, isRight)).toEqual([])
  const isRightPlain = (outcome: unknown, { bytes }: Damage) =>
    outcome !== 'intact' || isSame(JSON.parse(Buffer.from(bytes).toString()), run)
  expect(await mistaken(plain, result, isRightPlain)).toEqual([])
})

test('import takes in nothing that is damaged', async () => {
  const archive = createArchive(folder)
  const isRight = (outcome: unknown, { harmless }: Damage) =>
    isSame(outcome, [run.id]) || (!harmless && isRefusal(outcome))
  expect(await mistaken(archived, (bytes) => archive.import(bytes), isRight)).toEqual([])
  expect(await archive.read(run.id)).toEqual(run)
  expect(readdirSync(join(folder, 'runs'))).toEqual([`${run.id}.json.gz`])
})

test('a file that is too large when decompressed is refused for that reason: listed, read, imported, verified', async () => {
  const archive = createArchive(folder)
  const bomb = gzipBomb(600)
  mkdirSync(join(folder, 'runs'))
  writeFileSync(join(folder, 'runs', 'bomb.json.gz'), bomb)
  const sentence = 'The file is larger than 512 MB when decompressed, more than any run: it is not read.'
  expect(JSON.stringify((await archive.list()).find(({ id }) => id === 'bomb'))).toContain(sentence)
  await expect(archive.read('bomb')).rejects.toThrow(sentence)
  await expect(archive.import(bomb)).rejects.toThrow(sentence)
  expect((await verify(bomb)).text).toBe(sentence)
})
