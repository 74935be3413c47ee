import { describe, expect, it } from 'vitest'
import { namesIn, open, pythons, refusalOf, sleep, somePythons, startPython, tidsOf, until } from './testing.ts'

const all = pythons()
const some = somePythons(all)
const withGil = all.filter(({ freeThreaded }) => !freeThreaded)
const COUNTING = `
import json, os, sys, threading, time
def counting():
    while True:
        for i in range(1000): pass
`

describe.skipIf(all.length === 0)('a process that changes', () => {
  it.each(some)('$version: sees threads that come and go', async ({ path }) => {
    const program = startPython(
      path,
      `${COUNTING}
print(0, flush=True)
stop = threading.Event()
threads = [threading.Thread(target=stop.wait, name="late") for i in range(3)]
time.sleep(0.3)
for thread in threads: thread.start()
print(1, flush=True)
time.sleep(0.3)
stop.set()
time.sleep(60)`,
    )
    await program.line(0)
    const reader = open(program.pid)
    expect([...reader.threads.keys()]).toEqual([program.pid])
    await program.line(1)
    expect(reader.stale).toBe(true)
    reader.refresh(tidsOf(program.pid))
    reader.readNames()
    expect(namesIn(reader)).toEqual(['MainThread', 'late', 'late', 'late'])
    await until(() => reader.stale)
    await until(() => {
      reader.refresh(tidsOf(program.pid))
      return reader.threads.size === 1
    })
    expect(reader.begun()).toEqual({ threads: 4, interpreters: 1 })
  })

  it.each(somePythons(withGil))('$version: reads the child of a fork', async ({ path }) => {
    const program = startPython(
      path,
      `${COUNTING}
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
parent = os.getpid()
pid = os.fork()
if pid == 0:
    for name in "ab": threading.Thread(target=counting, name=name, daemon=True).start()
    print(os.getpid(), flush=True)
    while os.getppid() == parent: time.sleep(0.1)
    os._exit(0)
time.sleep(60)`,
    )
    const pid = (await program.line(0)) as number
    const reader = open(pid)
    reader.readNames()
    expect(namesIn(reader)).toEqual(['MainThread', 'a', 'b'])
    expect(new Set(reader.threads.keys())).toEqual(new Set(tidsOf(pid)))
    const holders = new Set<number | undefined>()
    await until(() => {
      reader.sample()
      const [gil] = reader.gils
      if (gil?.locked) holders.add(gil.holder)
      return holders.size >= 2
    })
    expect([...holders].every((tid) => tid !== undefined && reader.threads.has(tid))).toBe(true)
  })

  it.each(some)('$version: says that the process has executed another program', async ({ path }) => {
    const program = startPython(
      path,
      `import os, time; print(0, flush=True); time.sleep(0.3); os.execv("/bin/sleep", ["sleep", "60"])`,
    )
    await program.line(0)
    const reader = open(program.pid)
    await until(() => refusalOf(() => reader.sample()) !== undefined)
    expect(refusalOf(() => reader.sample())?.code).toBe('exec')
    expect(refusalOf(() => reader.refresh([program.pid]))?.code).toBe('exec')
  })

  it.each(some)('$version: says that the process has ended', async ({ path }) => {
    const program = startPython(path, 'import time; print(0, flush=True); time.sleep(60)')
    await program.line(0)
    const reader = open(program.pid)
    program.kill()
    await until(() => refusalOf(() => reader.sample()) !== undefined)
    await until(() => refusalOf(() => reader.sample())?.code === 'gone')
    expect(reader.stack(program.pid, 48)).toBeUndefined()
    expect(reader.coroutines()).toBeUndefined()
    expect(reader.begun()).toBeUndefined()
  })
})

const withOwnGils = withGil.filter(({ minor }) => minor >= 12)

describe.skipIf(withOwnGils.length === 0)('interpreters with a GIL of their own', () => {
  it.each(withOwnGils)('$version: are read each', async ({ path, minor }) => {
    const [module, run, create] =
      minor === 12
        ? ['_xxsubinterpreters', 'run_string', 'create(isolated=True)']
        : ['_interpreters', 'exec', 'create("isolated")']
    const program = startPython(
      path,
      `${COUNTING}
import ${module} as interpreters
tids = {}
def work(name):
    tids[name] = threading.get_native_id()
    interpreters.${run}(interpreters.${create}, "while True:\\n for i in range(1000): pass")
threads = [threading.Thread(target=work, args=(name,), name=name, daemon=True) for name in "ab"]
for thread in threads: thread.start()
time.sleep(0.2)
print(json.dumps(tids), flush=True)
time.sleep(60)`,
    )
    const tids = (await program.line(0)) as { readonly a: number; readonly b: number }
    const reader = open(program.pid)
    const gilOf = (tid: number) =>
      reader.gils.find(({ interpreters }) => interpreters.includes(reader.threads.get(tid)?.interpreters[0] ?? 0))
    await until(() => {
      reader.refresh(tidsOf(program.pid))
      return reader.gils.length === 3 && reader.threads.get(tids.a)?.interpreters.length === 2
    })
    expect(reader.gils.map(({ interpreters }) => interpreters.length)).toEqual([1, 1, 1])
    expect(gilOf(tids.a)).not.toBe(gilOf(tids.b))
    let held = 0
    for (let sample = 0; sample < 50; sample += 1) {
      reader.sample()
      if (gilOf(tids.a)?.holder === tids.a && gilOf(tids.b)?.holder === tids.b) held += 1
      await sleep(2)
    }
    expect(held).toBeGreaterThan(25) // each has its own: usually both hold one in every sample
    expect(reader.threads.get(tids.a)?.gil).toBe(gilOf(tids.a))
    reader.readNames()
    expect(reader.threads.get(tids.a)?.name).toBe('a')
    const functions = reader.stack(tids.a, 48)?.map(({ function: name }) => name)
    expect(functions?.slice(0, 3)).toEqual(['<module>', 'work', functions?.[2]])
    expect(reader.begun()?.interpreters).toBe(3)
  })
})
