import { expect, test } from 'vitest'
import { map } from './node-calls-testing.ts'
import { start } from './node-program-testing.ts'
import { parseEvent } from './program-events.ts'
import { named, type RawEvent } from './program-testing.ts'

const POOLS = ['threads', 'processes']
const MODELS = ['sequential', ...POOLS, 'promises']

test.each(MODELS)(
  '%s calls the function with every item, and says when, with what and with which result',
  async (model) => {
    const text = `export async function work(item) { return { item, half: item / 2 } }
    export const ITEMS = new Set([3, 1, 2, 8, 5])`
    const { events, items, numbers, values } = await map(model, text, { chunk: 2 })
    expect(events.every((event: RawEvent) => parseEvent(JSON.stringify(event)))).toBe(true)
    expect(events.map(({ ev }) => ev).slice(-2)).toEqual(['items', 'end'])
    const [begin, end] = [events[0]!, events.at(-1)!]
    const isPool = POOLS.includes(model)
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

test.each(POOLS)('what cannot be sent to %s, or back, is named by its number', async (model) => {
  const item = await map(model, `export const work = (item) => item; export const ITEMS = [1, 2, () => 3]`)
  expect(item.answer).toMatchObject({ ev: 'error', item: 2 })
  expect(item.answer['message']).toMatch(/^Item 2 cannot be sent .*: \(\) => 3 could not be cloned\.$/)
  const result = await map(model, `export const work = (item) => item === 3 ? [() => 1] : item`, { count: 9, chunk: 3 })
  expect(result.answer).toMatchObject({ ev: 'error', item: 3 })
  expect(result.answer['message']).toMatch(/^The result of item 3 cannot be sent /)
})

test.each(MODELS)('a function of %s that ends the process is named with the item', async (model) => {
  const text = `export const work = (item) => { if (item === 17) process.exit(3); return item }`
  const { answer } = await map(model, text, { count: 30, chunk: 8 })
  expect(answer).toMatchObject({ ev: 'error', item: 17 })
  expect(answer['message']).toMatch(/exit code 3/)
})

test('a process that a signal ends is named with its items', async () => {
  const text = `export const work = (item) => { if (item === 17) process.kill(process.pid, 'SIGKILL'); return item }`
  const single = await map('processes', text, { count: 30 })
  expect(single.answer).toMatchObject({ ev: 'error', item: 17 })
  expect(single.answer['message']).toMatch(/^Process-[12] died: signal SIGKILL, in item 17\.$/)
  const chunk = await map('processes', text, { count: 30, chunk: 8 })
  expect(chunk.answer['item']).toBeUndefined()
  expect(chunk.answer['message']).toMatch(/^Process-[12] died: signal SIGKILL, in one of items 16 to 23\.$/)
})

test.each(MODELS)('what nobody waits for fails %s too', async (model) => {
  const promise = await map(model, `export const work = (item) => void Promise.reject(new Error('lost'))`, { count: 3 })
  expect(promise.answer['message']).toMatch(/no call waits for failed: Error: lost, in work \(report\d+\.mjs:1\)\.$/)
  const text = `import { setTimeout as sleep } from 'node:timers/promises'
    export const work = async (item) => {
      setTimeout(() => { throw new Error('late') }, 1)
      await sleep(200)
    }`
  const timer = await map(model, text, { count: 3 })
  expect(timer.answer['message']).toMatch(/no call waits for failed: Error: late, at report\d+\.mjs:3\.$/)
})

test.each(['sequential', ...POOLS])('an endless loop under %s ends when its time is up', async (model) => {
  const text = `export const work = (item) => { while (item === 5); return item }`
  const { answer } = await map(model, text, { count: 8, timeout: 0.5 })
  expect(answer).toEqual({ ev: 'error', item: 5, message: 'Item 5 did not return within 0.5 s.' })
})

test('the ledger shows an item that waits while it does', async () => {
  for (const model of MODELS) {
    const text = `import { readFileSync } from 'node:fs'
      import { setTimeout as sleep } from 'node:timers/promises'
      export async function work(item) {
        if (item < 2) return 'quick'
        await sleep(300)
        const bytes = readFileSync(LEDGER)
        return [0, 1, 2].map((row) => [0, 8].map((at) => bytes.readBigInt64LE(24 * row + at) > 0n))
      }`
    const { values, numbers } = await map(model, text, { count: 3 })
    expect(values().at(-1)).toMatch(/\[ true, false \] \]$/)
    expect(numbers('ledger').filter((ns) => ns === 0n).length).toBeLessThanOrEqual(3)
  }
})

test.each(MODELS)('a file that goes on with something of its own does not keep %s from its end', async (model) => {
  const text = `import { createServer } from 'node:http'
    import { isMainThread, parentPort } from 'node:worker_threads'
    createServer().listen(0)
    setInterval(() => {}, 1000)
    if (!isMainThread) parentPort.on('message', () => parentPort.postMessage('own'))
    if (process.send) process.on('message', () => process.send('own'))
    export const work = (item) => item`
  const { answer, values } = await map(model, text, { count: 3 })
  expect(answer.ev).toBe('end')
  expect(values()).toEqual(['0', '1', '2'])
})

test.each(MODELS)('what %s changes of the process is named', async (model) => {
  const { items } = await map(model, `export const work = (item) => { process.env.COLOUR = item }`, { count: 2 })
  expect(items['changes']).toEqual(['the environment variable COLOUR'])
})

test.each(POOLS)('a file that cannot be imported in %s fails with the reason', async (model) => {
  const text = `import { isMainThread } from 'node:worker_threads'
    if (!isMainThread || process.send) throw new Error('only once')
    export const work = (item) => item`
  const { answer } = await map(model, text, { count: 2 })
  expect(answer['message']).toMatch(
    /^(Worker|Process)-\d could not start: report.* Error: only once, at report\d+\.mjs:2\.$/,
  )
})

test('many items share rows, and chunks are whole rows', async () => {
  const { items, numbers, values } = await map('threads', `export const work = (item) => item`, {
    count: 500_001,
    chunk: 50_000,
  })
  expect(items).toMatchObject({ group: 3, chunk: 50_001, pickledBytes: { in: expect.any(Number) } })
  expect(numbers('ledger')).toHaveLength(3 * 166_667)
  expect(values()).toHaveLength(20_000)
  expect(values()[1]).toBe('3')
})

test('calls of an async function overlap under Promise.all, and those of one that only computes do not', async () => {
  const most = async (text: string) => {
    const { items } = await map('promises', text, { count: 1200 })
    return Math.max(...items['inFlight'].counts)
  }
  const waits = `export const work = (item) => new Promise((resolve) => setTimeout(resolve, 300, item))`
  const found = await most(waits)
  expect(found).toBeGreaterThan(500)
  expect(found).toBeLessThanOrEqual(1000)
  const computes = `export const work = async (item) => { for (let i = 0; i < 1e4; i++) item += i; return item }`
  expect(await most(computes)).toBeLessThanOrEqual(1)
})

test('a model that has no way to call a function says so, and one that has nothing else too', async () => {
  const { answer } = await map('gil', `export const work = (item) => item`, { count: 2 })
  expect(answer['message']).toMatch(/"gil" has no way/)
  const { run } = start()
  expect((await run({ work: 'countdown', model: 'promises' })).at(-1)!['message']).toMatch(/the user's function only/)
})
