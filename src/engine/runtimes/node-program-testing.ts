import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeSharedFolder, startProgram } from './program-testing.ts'

/** The program with work of the test's own beside the real work. */
export const folder = makeSharedFolder('node-program-')
cpSync(fileURLToPath(new URL('../../../workloads/node', import.meta.url)), folder, { recursive: true })

function addWork(id: string, source: string): void {
  writeFileSync(join(folder, 'work', `${id}.mjs`), source)
}

addWork(
  'probe',
  `import { readFileSync, writeFileSync } from 'node:fs'
  const sleep = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
  const WAYS = {
    laps: ({ workUnits, laps, report }) => report({ sizes: [...laps(workUnits, 300)] }),
    cores: ({ report }) => report({ cores: /allowed_list:\\s*(\\S+)/.exec(readFileSync('/proc/thread-self/status', 'latin1'))[1] }),
    shared: ({ index, shared: { cells, log }, report }) => {
      if (cells) Atomics.add(new Int32Array(cells), 0, index + 1)
      writeFileSync(log, 'run ', { flag: 'a' })
      report({ index, ok: true, names: ['a', 'b'] })
      report({ later: 1.5 })
    },
    rest: ({ laps }) => {
      let lap = 0
      for (const _ of laps(20, 1)) {
        for (const end = performance.now() + 1; performance.now() < end; );
        if (++lap === 10) sleep(60)
      }
    },
    slow: ({ laps }) => {
      for (const _ of laps(8, 1)) sleep(10)
    },
    much: ({ report }) => report({ much: 'x'.repeat(5000) }),
    raise: () => { throw new TypeError('no luck') },
    reject: async () => { throw new TypeError('no luck') },
    exit: () => process.exit(3),
    segv: () => process.kill(process.pid, 'SIGSEGV'),
    holder: ({ index, shared: { cells }, blocking }) => {
      const dies = new Int32Array(cells)
      if (index > 0) return blocking(() => Atomics.wait(dies, 0, 0))
      Atomics.store(dies, 0, 1)
      Atomics.notify(dies, 0)
      process.exit(3)
    },
    overlap: async ({ blocking, report }) => {
      const timer = () => new Promise((resolve) => setTimeout(resolve, 50))
      report({ sync: blocking(() => 7) })
      await Promise.all([blocking(timer), blocking(timer)])
    },
  }
  export const run = async (worker) => {
    const { way, only } = worker.params
    if (only === undefined || only === worker.index) await WAYS[way](worker)
    return 'done'
  }
  export const setup = ({ params: { log, memory, messy }, cleanup }) => {
    if (!log) return undefined
    cleanup(() => writeFileSync(log, 'cleanup', { flag: 'a' }))
    cleanup(async () => { if (messy) throw new Error('Cannot tidy up.') })
    return { log, cells: memory && new SharedArrayBuffer(4) }
  }
  export const finish = ({ params: { log }, workers }, shared) => {
    if (!log) return undefined
    writeFileSync(log, 'finish ', { flag: 'a' })
    return { workers, sum: shared.cells ? new Int32Array(shared.cells)[0] : -1 }
  }`,
)
addWork('fragile', `export * from './probe.mjs'\nexport const mayLoseWorkers = true`)
addWork(
  'own',
  `import { inMainThread, inThread } from '../launch.mjs'
  export const run = ({ index }) => String(index)
  const both = async (task) => { await Promise.all([inMainThread(task, 0), inThread(task, 1)]) }
  export const models = { both: { label: 'here and there', description: 'One here, one there.', order: 12, run: both } }`,
)

export function start() {
  return startProgram(process.execPath, [join(folder, 'main.mjs')])
}
