import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { decodeFrame, encodeFrame } from '../../contract/frame-encoding.ts'
import type { Frame, TaskInfo } from '../../contract/frame.ts'
import { testOptions } from '../testing.ts'
import { createMonitor, type Monitor, type MonitorListener } from './monitor.ts'

const options = testOptions()
options.remove()
const { sampler } = options.programs
const linux = process.platform === 'linux'

let monitor: Monitor
beforeEach(() => {
  monitor = createMonitor({ sampler })
})
afterEach(() => monitor.close())

async function until(done: () => boolean): Promise<void> {
  for (const endMs = performance.now() + 15_000; !done(); await sleep(10)) {
    if (performance.now() > endMs) throw new Error(`not so within 15 s: ${String(done)}`)
  }
}

/** Listens until so many frames have come. */
async function frames(count: number, rate: number, listener: MonitorListener = {}): Promise<Frame[]> {
  const got: Frame[] = []
  const stop = monitor.listen(rate, { ...listener, onFrame: (frame) => got.push(frame) })
  await until(() => got.length >= count)
  stop()
  return got
}

function rateOf(got: readonly Frame[]): number {
  return (got.length - 1) / ((got.at(-1)!.tNs - got[0]!.tNs) / 1e9)
}

test.each([20, 100])(
  'at %i Hz frames come on the grid of deadlines, and every deadline is accounted for',
  async (hz) => {
    const got = await frames(hz, hz)
    got.forEach(({ seq }, i) => expect(seq).toBe(i))
    const first = got[0]!
    for (const { seq, missed, tNs, lateNs } of got) {
      expect(lateNs).toBeGreaterThanOrEqual(0)
      const deadlines = (tNs - lateNs - (first.tNs - first.lateNs)) / (1e9 / hz)
      expect(deadlines).toBeCloseTo(seq + missed, 3)
    }
    expect(rateOf(got)).toBeLessThan(hz * 1.2)
    expect(rateOf(got)).toBeGreaterThan(hz / 4)
  },
)

test('a frame survives the wire, and its clock is the one that hrtime reads', async () => {
  monitor.watch({ pid: process.pid, role: 'app' })
  const before = Number(process.hrtime.bigint())
  const [frame] = await frames(1, 20)
  expect(frame!.tNs).toBeGreaterThan(before)
  expect(frame!.tNs).toBeLessThan(Number(process.hrtime.bigint()))
  expect(frame!.cores.user.length).toBeGreaterThan(0)
  expect(frame!.tasks.index).toHaveLength(1)
  expect(decodeFrame(encodeFrame(frame!))).toEqual(frame)
})

test('two listeners of different rates: each gets its own, numbered without a gap', async () => {
  const slow: Frame[] = []
  const stop = monitor.listen(10, { onFrame: (frame) => slow.push(frame) })
  await until(() => slow.length >= 2)
  const fast = await frames(60, 60)
  stop()
  expect(rateOf(slow)).toBeLessThan(13)
  expect(rateOf(fast)).toBeGreaterThan(rateOf(slow))
  for (const got of [slow, fast]) got.forEach(({ seq }, i) => expect(seq).toBe(i))
})

test('a listener that comes later gets the dictionary at once; what has ended is told to both', async () => {
  const child = spawn('sleep', ['30'])
  monitor.watch({ pid: child.pid!, role: 'run' })
  const told: TaskInfo[] = []
  const stop = monitor.listen(50, { onTasks: (tasks) => told.push(...tasks) })
  await until(() => told.some(({ pid }) => pid === child.pid))

  const calls: [tasks: readonly TaskInfo[], generation: number, reset: boolean][] = []
  const stopOther = monitor.listen(50, { onTasks: (...call) => calls.push(call) })
  expect(calls).toEqual([[[expect.objectContaining({ pid: child.pid, name: expect.any(String) })], 1, true]])
  child.kill('SIGKILL')
  const ended = (tasks: readonly TaskInfo[]) => tasks.some(({ endedNs }) => endedNs !== undefined)
  await until(() => ended(told) && calls.some(([tasks]) => ended(tasks)))
  expect(calls.slice(1).every(([, generation, reset]) => generation === 1 && !reset)).toBe(true)
  stop()
  stopOther()
})

test('a process that is watched twice stays until it has been unwatched twice', async () => {
  const child = spawn('sleep', ['30'])
  try {
    for (const role of ['run', 'other'] as const) monitor.watch({ pid: child.pid!, role })
    const rows = async () => (await frames(1, 50))[0]!.tasks.index.length
    expect(await rows()).toBe(1)
    monitor.unwatch(child.pid!)
    expect(await rows()).toBe(1)
    monitor.unwatch(child.pid!)
    expect(await rows()).toBe(0)
  } finally {
    child.kill('SIGKILL')
  }
})

test('nobody listens: no samples; then again some', async () => {
  await frames(3, 50)
  await sleep(300)
  expect((await frames(3, 50))[0]!.seq).toBe(0)
})

test.runIf(linux)('nobody listens: the sampler is at rest', async () => {
  await frames(3, 50)
  const before = (await monitor.ownCpuNs())!
  await sleep(300)
  expect((await monitor.ownCpuNs())! - before).toBeLessThan(1e8)
})

test('the top processes come about once a second', async () => {
  const times: number[] = []
  const stop = monitor.listen(20, { onTop: () => times.push(performance.now()) })
  await until(() => times.length >= 2)
  stop()
  expect(times[1]! - times[0]!).toBeGreaterThan(500)
})

test('a process that cannot be watched is a problem, reported in a sentence', async () => {
  const warnings: string[] = []
  monitor.watch({ pid: 2 ** 30, role: 'run' })
  const stop = monitor.listen(50, { onWarning: (message) => warnings.push(message) })
  await until(() => warnings.length > 0)
  expect(warnings[0]).toMatch(/^Cannot watch process 1073741824: .+\.$/)
  stop()
})

test.each([0, -1, 101, NaN, Infinity])('a rate of %d Hz is refused', (rate) => {
  expect(() => monitor.listen(rate, {})).toThrow(/1 to 100 Hz, not/)
})

/** A sampler that crashes when it has run for 200 ms, each of the first `times` times. */
function crashing(folder: string, times: number): URL {
  const file = join(folder, 'crashing.mjs')
  const count = join(folder, 'count')
  writeFileSync(count, '')
  writeFileSync(
    file,
    `import { appendFileSync, readFileSync } from 'node:fs'
     import ${JSON.stringify(sampler.href)}
     appendFileSync(${JSON.stringify(count)}, 'x')
     if (readFileSync(${JSON.stringify(count)}).length <= ${times}) setTimeout(() => { throw new Error('on purpose') }, 200)`,
  )
  return pathToFileURL(file)
}

test('a crash is told, the sampler begins again under a new generation, and still watches', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'coreglow-crash-'))
  const crashy = createMonitor({ sampler: crashing(folder, 1) })
  try {
    const warnings: string[] = []
    const resets: number[] = []
    let latest: Frame | undefined
    crashy.watch({ pid: process.pid, role: 'app' })
    crashy.listen(50, {
      onWarning: (message) => warnings.push(message),
      onTasks: (_tasks, generation, reset) => reset && resets.push(generation),
      onFrame: (frame) => (latest = frame),
    })
    await until(() => latest?.generation === 2)
    expect(latest!.tasks.index).toHaveLength(1)
    expect(warnings).toEqual([expect.stringMatching(/crashed \(on purpose\); it was restarted\.$/)])
    expect(resets).toEqual([1, 2])
  } finally {
    await crashy.close()
    rmSync(folder, { recursive: true })
  }
})

test('a sampler that crashes again and again is given up', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'coreglow-crash-'))
  const crashy = createMonitor({ sampler: crashing(folder, Infinity) })
  try {
    const warnings: string[] = []
    crashy.listen(50, { onWarning: (message) => warnings.push(message) })
    await until(() => warnings.length >= 4)
    await sleep(300)
    expect(warnings).toHaveLength(4)
    expect(warnings[3]).toMatch(/not restarting after 3 crashes in a minute\.$/)
  } finally {
    await crashy.close()
    rmSync(folder, { recursive: true })
  }
})

/** Watches 60 processes, which takes 120 files, and tells what the frames hold. */
const MANY = `
import { spawn } from 'node:child_process'
import { Worker } from 'node:worker_threads'
const children = Array.from({ length: 60 }, () => spawn('sleep', ['10'], { stdio: 'ignore' }))
const worker = new Worker(new URL(${JSON.stringify(sampler.href)}), { workerData: { portable: false }, execArgv: [] })
for (const { pid } of children) worker.postMessage({ type: 'watch', target: { pid, role: 'run' } })
worker.postMessage({ type: 'pace', hz: 50, top: true })
let ticks = 0
worker.on('message', ({ tick }) => {
  if (tick === undefined || ++ticks < 10) return
  console.log(JSON.stringify({ rows: tick.tasks.index.length, known: tick.tasks.cpuNs.every((ns) => ns >= 0) }))
  for (const child of children) child.kill('SIGKILL')
  process.exit()
})`

test.runIf(linux)('with fewer file descriptors than it would like it samples all the same', async () => {
  const script = 'ulimit -n 80 && exec "$0" --input-type=module -e "$1"'
  const { stdout } = await promisify(execFile)('sh', ['-c', script, process.execPath, MANY])
  expect(JSON.parse(stdout)).toEqual({ rows: 60, known: true })
})

test.runIf(linux)('sources: on Linux everything is there, each field with its file', async () => {
  const sources = await monitor.sources()
  expect(sources.every(({ source }) => source.startsWith('/proc/'))).toBe(true)
  expect(sources.every(({ available, reason }) => available || reason !== undefined)).toBe(true)
})
