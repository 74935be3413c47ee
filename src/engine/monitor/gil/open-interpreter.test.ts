import { describe, expect, it } from 'vitest'
import { open, pythons, sleep, startPython, tidsOf, until } from './testing.ts'

/** Lines are counted from 1 and expected below: they belong to the test. */
const PROGRAM = `import asyncio, json, threading, time
tids = {}
def counting(name):
    tids[name] = threading.get_native_id()
    while True:
        for i in range(1000): pass
def deep(n):
    if n > 0:
        return deep(n - 1)
    tids["deep"] = threading.get_native_id()
    time.sleep(60)
async def quick(): pass
async def slow(): await asyncio.sleep(60)
async def tasks():
    kept = [asyncio.ensure_future(slow()) for i in range(6)] + [asyncio.ensure_future(quick()) for i in range(3)]
    await asyncio.sleep(0)
    kept[0].cancel()
    await asyncio.sleep(0.01)
    tids["loop"] = threading.get_native_id()
    await asyncio.sleep(60)
class Named(threading.Thread): pass
threads = [threading.Thread(target=counting, args=("a",), name="plain"), Named(target=counting, args=("b",), name="zähler"),
    threading.Thread(target=deep, args=(5,), name="tief 😀"), threading.Thread(target=lambda: asyncio.new_event_loop().run_until_complete(tasks()))]
threads[3].name = "loop"
for thread in threads:
    thread.daemon = thread is not threads[3]
    thread.start()
while len(tids) < 4: time.sleep(0.01)
tids["main"] = threading.get_native_id()
print(json.dumps(tids), flush=True)
time.sleep(60)
`

const all = pythons()

describe.skipIf(all.length === 0)('openInterpreter', () => {
  it.each(all)('reads CPython $version: $path', async ({ path, version, freeThreaded }) => {
    const program = startPython(path, PROGRAM)
    const tids = (await program.line(0)) as Tids
    const reader = open(program.pid)
    expect(`${reader.version}${reader.freeThreaded ? 't' : ''}`).toBe(version)
    expect(new Set(reader.threads.keys())).toEqual(new Set(Object.values(tids)))
    expect(reader.gils).toHaveLength(1)
    const [gil] = reader.gils
    expect(gil?.interpreters).toEqual([0])
    expect(gil?.enabled).toBe(!freeThreaded)

    checkNames(reader, tids)
    // They have said where they are before they begin to sleep.
    await until(() => reader.stack(tids.main, 1)?.[0]?.line === 31 && reader.stack(tids.deep, 1)?.[0]?.line === 11)
    checkStacks(reader, tids)
    expect(reader.coroutines()).toBe(6) // five slow ones and the one that made them

    await (freeThreaded ? checkAttachments(reader, tids) : checkHolders(reader, tids))
    expect(reader.stale).toBe(false)
    reader.refresh(tidsOf(program.pid))
    expect(reader.gils[0]).toBe(gil)
  })

  it.each(all.filter((python) => python.freeThreaded))('$version: reads a GIL that was turned on', async ({ path }) => {
    const program = startPython(path, PROGRAM, ['-X', 'gil=1'])
    const tids = (await program.line(0)) as Tids
    const reader = open(program.pid)
    expect(reader.gils[0]?.enabled).toBe(true)
    await checkHolders(reader, tids)
  })
})

type Reader = ReturnType<typeof open>
type Tids = Readonly<Record<'a' | 'b' | 'deep' | 'loop' | 'main', number>>

/** Two threads count: each holds the GIL at times, and the other one waits. */
async function checkHolders(reader: Reader, tids: Tids): Promise<void> {
  const [gil] = reader.gils
  expect(gil?.intervalNs).toBe(5_000_000)
  const before = gil?.switches ?? 0
  const holders = new Set<number | undefined>()
  let inside = 0
  for (let sample = 0; sample < 400 && !(holders.has(tids.a) && holders.has(tids.b) && sample > 50); sample += 1) {
    reader.sample()
    if (gil?.locked) holders.add(gil.holder)
    if ((gil?.inside ?? 0) > 0) inside += 1
    await sleep(2)
  }
  expect(holders).toEqual(new Set([tids.a, tids.b]))
  expect(inside).toBeGreaterThan(0)
  expect((gil?.switches ?? 0) - before).toBeGreaterThanOrEqual(1)
}

async function checkAttachments(reader: Reader, tids: Tids): Promise<void> {
  await until(() => reader.attachment(tids.a) === 1 && reader.attachment(tids.b) === 1)
  expect(reader.attachment(tids.deep)).toBe(0)
}

function checkNames(reader: Reader, tids: Tids): void {
  expect(reader.threads.get(tids.a)?.name).toBeUndefined()
  reader.readNames()
  const names = [tids.a, tids.b, tids.deep, tids.loop, tids.main].map((tid) => reader.threads.get(tid)?.name)
  expect(names).toEqual(['plain', 'zähler', 'tief 😀', 'loop', 'MainThread'])
  const daemons = [tids.a, tids.loop, tids.main].map((tid) => reader.threads.get(tid)?.daemon)
  expect(daemons).toEqual([true, false, false])
}

function checkStacks(reader: Reader, tids: Tids): void {
  const stackOf = (role: keyof Tids, frames: number) =>
    reader.stack(tids[role], frames)?.map(({ function: name, file, line }) => `${name} ${file}:${line}`)
  expect(stackOf('main', 48)).toEqual(['<module> <string>:31'])
  const deep = Array.from({ length: 5 }, () => 'deep <string>:9')
  expect(stackOf('deep', 6)).toEqual(['deep <string>:11', ...deep])
  expect(
    stackOf('deep', 48)
      ?.slice(-3)
      .map((frame) => /(\w+) \S+threading\.py/.exec(frame)?.[1]),
  ).toEqual(['run', '_bootstrap_inner', '_bootstrap'])
  expect(stackOf('deep', 48)?.length).toBe(9)
  expect(stackOf('a', 1)?.[0]).toMatch(/^counting <string>:[56]$/)
  expect(stackOf('loop', 48)?.find((frame) => frame.includes('<string>'))).toBe('<lambda> <string>:23')
  expect(reader.stack(1, 48)).toBeUndefined()
  expect(reader.begun()).toEqual({ threads: 5, interpreters: 1 })
}
