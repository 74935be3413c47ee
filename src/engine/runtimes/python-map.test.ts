import { describe, expect, test } from 'vitest'
import { calls, type Target, userFile } from './python-calls-testing.ts'
import { parseEvent } from './program-events.ts'
import { named } from './program-testing.ts'
import { type Python, pythons } from './python-program-testing.ts'

const newest = pythons.at(-1)
const edges = pythons.length > 1 ? [pythons[0]!, newest!] : pythons

/** Models with a setting or two: name, model, options of the order. */
function ways({ minor }: Python): readonly (readonly [string, string, Target])[] {
  return [
    ['sequential', 'sequential', {}],
    ['threads', 'threads', {}],
    ['thread-pool', 'thread-pool', {}],
    ['thread-pool in chunks', 'thread-pool', { chunk: 3 }],
    ['processes by fork', 'processes', { startMethod: 'fork', chunk: 3 }],
    ['process-pool by fork', 'process-pool', { startMethod: 'fork' }],
    ['process-pool by spawn', 'process-pool', { startMethod: 'spawn', chunk: 4 }],
    ['processes by forkserver', 'processes', { startMethod: 'forkserver' }],
    ...(minor < 12 ? [] : [['interpreters', 'interpreters', { chunk: 2 }] as const]),
  ]
}

const WORK = `import math
ITEMS = [n * 1.5 for n in range(11)]
def work(x):
    return [math.sqrt(x), {str(n) for n in range(int(x))}, {"of": x}, (None, b"x")]
async def wait(x):
    import asyncio
    await asyncio.sleep(0.01)
    return x
`

describe.each(edges)('$label', (python) => {
  test('calls every item once under every model, with the same results', async () => {
    const file = userFile(WORK)
    const { map } = calls(python)
    let digests: readonly bigint[] | undefined
    for (const [way, model, order] of ways(python)) {
      const { events, answer, items, numbers, values } = await map(model, file, order)
      expect([way, answer]).toMatchObject([way, { ev: 'end' }])
      expect(events.every((event) => parseEvent(JSON.stringify(event)) !== undefined)).toBe(true)
      const ledger = numbers('ledger')
      const seats = named(events, 'worker-start').map(({ index }) => index)
      expect(named(events, 'worker-end').map(({ index }) => index)).toEqual(seats.toSorted((a, b) => a - b))
      expect(ledger).toHaveLength(33)
      const [{ ns: beginNs }, { ns: endNs }] = [named(events, 'begin')[0]!, answer] as const
      for (let row = 0; row < 11; row++) {
        const [start, end, seat] = ledger.slice(3 * row, 3 * row + 3).map(Number)
        expect([beginNs <= start!, start! <= end!, end! <= endNs, seats.includes(seat)]).toEqual([
          true,
          true,
          true,
          true,
        ])
      }
      expect(items).toMatchObject({
        group: 1,
        notCompared: [],
        changes: [],
        idleShare: seats.map(() => expect.any(Number)),
      })
      expect(items['chunk']).toBe(model === 'sequential' ? undefined : (order['chunk'] ?? 1))
      expect(items['pickledBytes'].in > 0).toBe(/process|interp/.test(model))
      expect(values()[0]).toBe("[0.0, set(), {'of': 0.0}, (None, b'x')]")
      digests ??= numbers('digests')
      expect([way, numbers('digests')]).toEqual([way, digests])
    }
    expect(new Set(digests).size).toBeGreaterThan(11)
  })

  test('an async function is awaited in a loop, all together, or in a loop for each call', async () => {
    const file = userFile(WORK)
    const { map } = calls(python)
    const wall: Record<string, number> = {}
    const together: Record<string, number> = {}
    for (const model of ['sequential', 'asyncio', 'thread-pool', 'process-pool']) {
      const { events, answer, items } = await map(model, file, { name: 'wait', startMethod: 'fork' })
      expect([model, answer]).toMatchObject([model, { ev: 'end' }])
      wall[model] = answer['ns'] - named(events, 'begin')[0]!['ns']
      together[model] = Math.max(...items['inFlight'].counts)
    }
    expect(together['asyncio']).toBeGreaterThan(5)
    expect(together['sequential']).toBeLessThanOrEqual(1)
    expect(wall['asyncio']).toBeLessThan(wall['sequential']!)
    expect((await map('asyncio', file)).answer['message']).toMatch(/work is not an async function/)
  })

  const FAILS = `import os, signal, sys, threading
ITEMS = list(range(20))
def scale(x): return x / 0
def work(x): return scale(x) if x == 17 else x
def exits(x): sys.exit(4) if x == 17 else None
def interrupts(x):
    if x == 17: raise KeyboardInterrupt
def dies(x): os._exit(3) if x == 17 else None
def faults(x): os.kill(os.getpid(), signal.SIGSEGV) if x == 17 else None
by_lambda = lambda x: x
def opens(x): return open(os.devnull) if x == 17 else x
def first(x): return 1
FILES = [*range(17), open(os.devnull)]
`
  test('a call that fails is named by its item, under every model', async () => {
    const file = userFile(FAILS)
    const { map } = calls(python)
    for (const [, model, order] of ways(python)) {
      const failing = await map(model, file, order)
      expect(failing.answer).toMatchObject({
        ev: 'error',
        item: 17,
        message: expect.stringMatching(
          /^Item 17 failed: ZeroDivisionError: .*, in scale \(report\.py:3\), called by work/,
        ),
      })
      expect(failing.items['perItemSeconds'].total).toBeGreaterThan(0)
    }
    for (const model of ['sequential', 'thread-pool', 'process-pool']) {
      expect((await map(model, file, { name: 'exits' })).answer['message']).toMatch(
        /^Item 17 failed: it called sys\.exit\(4\)/,
      )
      expect((await map(model, file, { name: 'interrupts' })).answer['message']).toMatch(
        /^Item 17 failed: KeyboardInterrupt/,
      )
    }
  })

  test('what cannot be sent to another process, or back, is named', async () => {
    const file = userFile(FAILS)
    const { map } = calls(python)
    const pools = ['process-pool', 'processes', ...(python.minor < 12 ? [] : ['interpreters'])]
    for (const model of pools) {
      const message = async (more: Target) => [
        model,
        (await map(model, file, { startMethod: 'fork', ...more })).answer['message'],
      ]
      expect(await message({ name: 'first', items: 'FILES' })).toEqual([
        model,
        expect.stringMatching(/^Input 17 cannot be sent .* it is a TextIOWrapper/),
      ])
      expect(await message({ name: 'opens' })).toEqual([
        model,
        expect.stringMatching(/^The result of item 17 cannot be sent back/),
      ])
    }
    expect((await map('process-pool', file, { name: 'by_lambda' })).answer['message']).toMatch(/it is a lambda/)
  })

  test('a worker process that dies is named with the item that it was calling', async () => {
    const file = userFile(FAILS)
    const { map } = calls(python)
    for (const model of ['process-pool', 'processes'])
      for (const [name, how] of [
        ['dies', 'exit code 3'],
        ['faults', 'signal SIGSEGV'],
      ])
        expect((await map(model, file, { name, startMethod: 'fork' })).answer).toMatchObject({
          ev: 'error',
          item: 17,
          message: `Item 17 ended its worker process: ${how}.`,
        })
  })
})

describe.skipIf(newest === undefined)('the newest interpreter', () => {
  test('more than 200,000 items share rows, and are handed over in whole groups', async () => {
    const { answer, items, numbers, values } = await calls(newest!).map(
      'thread-pool',
      userFile('def work(x): return x'),
      {
        count: 500_000,
        chunk: 1000,
      },
    )
    expect(answer.ev).toBe('end')
    expect(items).toMatchObject({ group: 3, chunk: 1002 })
    const ledger = numbers('ledger')
    expect(ledger).toHaveLength(3 * 166_667)
    expect(ledger.filter((number, index) => index % 3 < 2 && number === 0n)).toEqual([])
    expect(values()).toHaveLength(20_000)
    expect(values()[2]).toBe('6')
  })

  test('a file that starts processes when it is imported breaks its pool, with the reason', async () => {
    const file = userFile(`import multiprocessing
ITEMS = [1, 2]
def work(x): return x
if multiprocessing.current_process().name != "MainProcess":
    multiprocessing.get_context("spawn").Process(target=print).start()`)
    const { answer } = await calls(newest!).map('process-pool', file, { startMethod: 'spawn' })
    expect(answer['message']).toMatch(/report\.py starts processes when it is imported, in report\.py:5\. .*__main__/)
  })

  test('results without a value of their own are not compared, and the others are', async () => {
    const file = userFile(`import decimal, threading, collections
Point = collections.namedtuple("Point", "x y")
class Plain:
    def __init__(self, x): self.x = x
ITEMS = list(range(6))
def work(x):
    return [threading.Lock(), decimal.Decimal(x) / 3, Point(x, {x}), Plain([x]), float("nan"), 1j * x][x]`)
    const { items, numbers } = await calls(newest!).map('sequential', file)
    expect(items['notCompared']).toEqual(['lock'])
    const digests = numbers('digests')
    expect(digests.map((digest) => digest === 0n).indexOf(false)).toBe(4)
    expect(digests.slice(4).includes(0n)).toBe(false)
  })

  test('floats agree within nine digits in one of two roundings, and lists without their order', async () => {
    const near = userFile('def work(x): return [0.1 + 0.2, [3, 1, 2]] if x else [0.3, [1, 2, 3]]\n')
    const digests = (await calls(newest!).map('sequential', near, { count: 2, chunk: 1 })).numbers('digests')
    const [exact, unordered] = [digests[0] === digests[4], digests[1] === digests[5]]
    expect([exact, unordered]).toEqual([false, false])
    const floats = userFile('def work(x): return {"a": [0.1 + 0.2 if x else 0.3, 1.0]}\n')
    const [first, second] = [0, 4].map((at) => at)
    const of = (await calls(newest!).map('sequential', floats, { count: 2 })).numbers('digests')
    expect(of[first!] === of[second!]).toBe(false)
    expect(of[2] === of[6] || of[3] === of[7]).toBe(true)
    const orders = userFile('def work(x): return ["b", "a", 1] if x else [1, "a", "b"]\n')
    const bags = (await calls(newest!).map('sequential', orders, { count: 2 })).numbers('digests')
    expect([bags[0] === bags[4], bags[1] === bags[5]]).toEqual([false, true])
  })
})
