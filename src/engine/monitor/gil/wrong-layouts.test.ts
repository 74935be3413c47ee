import { describe, expect, it, onTestFinished } from 'vitest'
import { findRuntime } from './find-runtime.ts'
import { identify } from './identify.ts'
import { VERSIONS } from './layouts/index.ts'
import { RUNTIME_START } from './layouts/layout.ts'
import type { Layout } from './layouts/layout.ts'
import { ProcessMemory, readBytes } from './process-memory.ts'
import { Reader } from './reader.ts'
import { pythons, refusalOf, somePythons, startPython } from './testing.ts'

const PROGRAM = `
import threading, time
def counting():
    while True:
        for i in range(1000): pass
for name in "abc": threading.Thread(target=counting, daemon=True).start()
time.sleep(0.1)
print(0, flush=True)
time.sleep(60)`

/** Layouts with one number that is wrong: each of those from which interpreters, thread states and GILs are read. */
function wrong(layout: Layout, by: number): Record<string, Layout> {
  const { interpreter, thread, gil } = layout
  const at = 'runtime' in gil.at ? { runtime: gil.at.runtime + by } : { interpreter: gil.at.interpreter + by }
  return {
    interpretersHead: { ...layout, interpretersHead: layout.interpretersHead + by },
    'interpreter.next': { ...layout, interpreter: { ...interpreter, next: interpreter.next + by } },
    'interpreter.id': { ...layout, interpreter: { ...interpreter, id: interpreter.id + by } },
    'interpreter.threads': { ...layout, interpreter: { ...interpreter, threads: interpreter.threads + by } },
    'thread.next': { ...layout, thread: { ...thread, next: thread.next + by } },
    'thread.interpreter': { ...layout, thread: { ...thread, interpreter: thread.interpreter + by } },
    'gil.at': { ...layout, gil: { ...gil, at } },
    'gil.start': { ...layout, gil: { ...gil, start: Math.abs(gil.start + by) } },
  }
}

const all = pythons().filter(({ freeThreaded }) => !freeThreaded)

describe.skipIf(all.length === 0)('a layout that is wrong', () => {
  it.each(somePythons(all))('$version: is refused, or what it reads is right', async ({ path }) => {
    const program = startPython(path, PROGRAM)
    await program.line(0)
    const memory = new ProcessMemory(program.pid)
    onTestFinished(() => memory.close())
    const found = findRuntime(program.pid, memory)
    const { version, layout } = identify(found)
    const open = (other: Layout) => new Reader({ pid: program.pid, memory, ...found, version, layout: other })
    const right = open(layout)
    const outcomes = [8, -8, 16, 64].flatMap((by) =>
      Object.entries(wrong(layout, by)).map(([field, other]) => {
        let reader: Reader | undefined
        const refusal = refusalOf(() => (reader = open(other)))
        if (reader === undefined) return `${field} ${by}: ${refusal?.code}`
        return `${field} ${by}: ${agree(reader, right) ? 'right' : 'wrong'}`
      }),
    )
    expect(outcomes.filter((outcome) => outcome.endsWith('wrong'))).toEqual([])
    expect(outcomes.filter((outcome) => /layout|not-ready/.test(outcome)).length).toBeGreaterThan(outcomes.length * 0.7)
  })

  it.each(somePythons(all))('$version: the layout of another version is refused', async ({ path, minor }) => {
    const program = startPython(path, PROGRAM)
    await program.line(0)
    const memory = new ProcessMemory(program.pid)
    onTestFinished(() => memory.close())
    const found = findRuntime(program.pid, memory)
    const start = readBytes(memory, found.runtime, RUNTIME_START) ?? Buffer.alloc(RUNTIME_START)
    const right = new Reader({ pid: program.pid, memory, ...found, ...identify(found) })
    for (const other of VERSIONS.filter((candidate) => candidate.minor !== minor)) {
      const layout = other.layout(start)
      if (layout === undefined) continue
      let reader: Reader | undefined
      const refusal = refusalOf(
        () => (reader = new Reader({ pid: program.pid, memory, ...found, version: '', layout })),
      )
      expect(reader === undefined ? refusal?.code : agree(reader, right)).toSatisfy((code) =>
        ['layout', 'not-ready', true].includes(code),
      )
    }
  })
})

/** Whether two readers say the same of threads and GILs. */
function agree(one: Reader, other: Reader): boolean {
  return JSON.stringify(saying(one)) === JSON.stringify(saying(other))
}

function saying(reader: Reader): object {
  reader.sample()
  const [gil] = reader.gils
  const tids = [...reader.threads.keys()].toSorted((a, b) => a - b)
  return { address: gil?.address, interval: gil?.intervalNs, tids }
}
