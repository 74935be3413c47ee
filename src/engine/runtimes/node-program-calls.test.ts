import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { start } from './node-program-testing.ts'
import { parseEvent } from './program-events.ts'
import { named, type RawEvent } from './program-testing.ts'

const MODELS = ['sequential', 'threads', 'processes', 'promises']

const folder = mkdtempSync(join(tmpdir(), 'coreglow-calls-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0

/** Path of a file of the user's with this text. */
function userFile(text: string, extension = 'mjs'): string {
  const file = join(folder, `report${files++}.${extension}`)
  writeFileSync(file, text)
  return file
}

/** A trial's events, and the files that it leaves. */
async function map(model: string, text: string, { workers = 2, chunk = 1, ...more }: Record<string, unknown> = {}) {
  const place = join(folder, `calls${files++}`)
  mkdirSync(place)
  const { ask } = start()
  const target = { file: userFile(text), name: 'work', timeout: 60, ...more }
  const events = await ask({ do: 'map', model, workers, chunk, function: target, folder: place })
  const bytesOf = (name: string) => readFileSync(join(place, name))
  return {
    events,
    answer: events.at(-1)!,
    items: named(events, 'items')[0]!,
    /** Of the file `ledger` or `digests`. */
    numbers: (name: string) => [...new BigUint64Array(new Uint8Array(bytesOf(name)).buffer)],
    values: () => bytesOf('values').toString().trimEnd().split('\n'),
  }
}

test.each(MODELS)(
  '%s calls the function with every item, and says when, with what and with which result',
  async (model) => {
    const text = `export async function work(item) { return { item, half: item / 2 } }
    export const ITEMS = new Set([3, 1, 2, 8, 5])`
    const { events, items, numbers, values } = await map(model, text, { chunk: 2 })
    expect(events.every((event: RawEvent) => parseEvent(JSON.stringify(event)))).toBe(true)
    expect(events.map(({ ev }) => ev).slice(-2)).toEqual(['items', 'end'])
    const [begin, end] = [events[0]!, events.at(-1)!]
    const isPool = model === 'threads' || model === 'processes'
    expect(named(events, 'worker-end').map(({ checksum }) => checksum)).toEqual(Array(isPool ? 2 : 1).fill(''))
    expect(items).toMatchObject({ group: 1, perItemSeconds: { total: expect.any(Number) } })
    expect(items['chunk']).toBe(isPool ? 2 : undefined)
    expect(items['idleShare']).toHaveLength(isPool ? 2 : 1)
    const ledger = numbers('ledger')
    expect(ledger).toHaveLength(15)
    for (let row = 0; row < 5; row++) {
      const [startNs, endNs] = [Number(ledger[3 * row]), Number(ledger[3 * row + 1])]
      expect([begin['ns'] <= startNs, startNs <= endNs, endNs <= end['ns']]).toEqual([true, true, true])
    }
    expect(values()).toEqual([3, 1, 2, 8, 5].map((item) => `{ item: ${item}, half: ${item / 2} }`))
    expect(new Set(numbers('digests')).size).toBeGreaterThan(5)
  },
)

test('the same results have the same digests under every model', async () => {
  const text = `export const work = (item) => [item, new Map([[item, 'x'.repeat(item)]]), item / 3, undefined, 1n, new Date(item), NaN]`
  const digests = await Promise.all(
    MODELS.map(async (model) => (await map(model, text, { count: 40, chunk: 3 })).numbers('digests')),
  )
  for (const other of digests) expect(other).toEqual(digests[0])
})

test('a look at the function says what it is and how it behaves', async () => {
  const { ask } = start()
  const file = userFile(`let calls = 0
export function other() {}
export function work(item) {
  return item + ++calls
}
export const ITEMS = [10, 20]
export const SIZES = new Float64Array(3)`)
  const [, outline] = await ask({ do: 'outline', file })
  expect(outline).toEqual({
    ev: 'outline',
    functions: [{ name: 'work', line: 3, isAsync: false }],
    items: ['ITEMS', 'SIZES'],
  })
  const events = await ask({ do: 'inspect', function: { file, name: 'work', timeout: 60 } })
  expect(named(events, 'calling').slice(0, 2)).toEqual([0, 0].map((item) => ({ ev: 'calling', item })))
  expect(parseEvent(JSON.stringify(events.at(-1)))).toMatchObject({
    ev: 'inspected',
    file,
    line: 3,
    isAsync: false,
    count: 2,
    source: expect.stringMatching(/^ITEMS of report\d+\.mjs$/),
    repeated: { equal: false, first: '11', second: '12' },
    called: 2,
  })
})

test.each(MODELS)('an error of %s names the item, and the lines of the user that it went through', async (model) => {
  const text = `const scale = (item) => item.length.size
export function work(item) {
  return scale(item === 17 ? null : 'x')
}`
  const { answer } = await map(model, text, { count: 20 })
  expect(answer).toMatchObject({ ev: 'error', item: 17 })
  expect(answer['message']).toMatch(
    /^Item 17 failed: TypeError: .*null.*, in scale \(report\d+\.mjs:1\), called by work \(report\d+\.mjs:3\)\.$/,
  )
})
