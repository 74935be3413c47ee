import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fakeInterpreter, lives, somePythons, testRuntimes } from './testing.ts'
import type { TrialEnd, RunCommand, WorkerEvent, Workload } from './workload.ts'

const { options, runtimes, start } = testRuntimes()
const listed = await runtimes.list()
const pythons = somePythons(listed)
const node = await runtimes.resolve('node')

type Worker = Omit<Extract<WorkerEvent, { type: 'worker-start' }>, 'type'> &
  Omit<Extract<WorkerEvent, { type: 'worker-end' }>, 'type'>

async function run(workload: Workload, order: RunCommand): Promise<TrialEnd & { wall: number; workers: Worker[] }> {
  const events: WorkerEvent[] = []
  const end = await workload.run(order, (event) => events.push(event))
  const workers = Array.from({ length: order.workers }, (_, index) =>
    Object.assign({}, ...events.filter((event) => 'index' in event && event.index === index)),
  ) as Worker[]
  return { ...end, wall: (end.endNs - end.startNs) / 1e9, workers }
}

function overlap(workers: readonly Worker[]): boolean {
  return Math.max(...workers.map(({ startNs }) => startNs)) < Math.min(...workers.map(({ endNs }) => endNs))
}

const WAIT: RunCommand = { work: 'wait', model: 'sequential', workers: 2, workUnits: 0.2 }
const COUNT: RunCommand = { work: 'countdown', model: 'sequential', workers: 2, workUnits: 300_000 }

describe.each([...pythons, node])('$label', (runtime) => {
  const python = runtime.kind === 'cpython'
  const thread = python ? 'Thread' : 'Worker'
  const tellsThreads = python || process.platform === 'linux'

  test('runs the six: true names, times in order, equal checksums', async () => {
    const workload = await start(runtime)
    const names = {
      sequential: ['MainProcess/MainThread', 'MainProcess/MainThread'],
      threads: [`MainProcess/${thread}-1`, `MainProcess/${thread}-2`],
      processes: ['Process-1/MainThread', 'Process-2/MainThread'],
    }
    for (const work of [WAIT, COUNT]) {
      const checksums = new Set<string>()
      for (const [model, expected] of Object.entries(names)) {
        const { workers, startNs, endNs, cpuNs } = await run(workload, { ...work, model })
        expect(workers.map(({ name }) => name)).toEqual(expected)
        for (const worker of workers) {
          const times = [startNs, worker.requestedNs, worker.startNs, worker.endNs, endNs]
          expect(times).toEqual(times.toSorted((a, b) => a - b))
          checksums.add(worker.checksum)
        }
        expect(cpuNs).toBeGreaterThan(0)
        expect(new Set(workers.map(({ pid }) => pid)).size).toBe(model === 'processes' ? 2 : 1)
        expect(workers.every(({ pid }) => (pid === workload.pid) === (model !== 'processes'))).toBe(true)
        const threads = model === 'threads' && tellsThreads ? 2 : 1
        expect(new Set(workers.map(({ tid }) => tid)).size).toBe(model === 'processes' ? 2 : threads)
      }
      expect(checksums).toEqual(new Set([work === COUNT ? 'counted 300000' : 'slept 0.2 s']))
    }
    expect(workload.clock.offsetNs).toBe(0)
    expect(workload.interpreterStartSeconds).toBeGreaterThan(0)
  })

  test('waiting overlaps in threads and not one after the other', async () => {
    const workload = await start(runtime)
    const sequential = await run(workload, WAIT)
    const threads = await run(workload, { ...WAIT, workUnits: 0.5, model: 'threads' })
    expect(overlap(threads.workers)).toBe(true)
    expect(overlap(sequential.workers)).toBe(false)
    expect(sequential.wall).toBeGreaterThanOrEqual(0.4)
  })

  test('calibrates: CPU time of the amount is about the requested time', async () => {
    const workload = await start(runtime)
    const { workUnits } = await workload.calibrate({ work: 'countdown', seconds: 0.3 })
    const { workers, cpuNs } = await run(workload, { ...COUNT, workers: 1, workUnits })
    expect(workers[0]!.checksum).toBe(`counted ${workUnits}`)
    const used = workers[0]!.cpuNs ?? cpuNs
    expect(used / 1e9).toBeGreaterThan(0.1)
    expect(used / 1e9).toBeLessThan(0.9)
    expect(await workload.calibrate({ work: 'wait', seconds: 1.5 })).toMatchObject({ workUnits: 1.5 })
  })

  test('an order that fails says so, and the next one is answered', async () => {
    const workload = await start(runtime)
    await expect(run(workload, { ...COUNT, work: 'nothing' })).rejects.toMatchObject({ code: 'run-failed' })
    expect((await run(workload, COUNT)).workers).toHaveLength(2)
  })
})

describe.each([...pythons.slice(-1), node])('$label', (runtime) => {
  test.runIf(process.platform !== 'win32')('a worker process that dies is named, with what ended it', async () => {
    const workload = await start(runtime)
    const running = workload.run({ ...WAIT, model: 'processes' }, (event) => {
      if (event.type === 'worker-start' && event.index === 1) process.kill(event.pid, 'SIGKILL')
    })
    await expect(running).rejects.toMatchObject({ code: 'run-failed', message: 'Process-2 died: signal SIGKILL.' })
  })

  test.runIf(process.platform !== 'win32')('a main process that dies takes its workers along', async () => {
    const workload = await start(runtime)
    const pids: number[] = []
    const running = workload.run({ ...WAIT, model: 'processes', workUnits: 60 }, (event) => {
      if (event.type === 'worker-start' && pids.push(event.pid) === 2) process.kill(workload.pid, 'SIGSEGV')
    })
    await expect(running).rejects.toMatchObject({
      code: 'broken-runtime',
      message: expect.stringContaining('by signal SIGSEGV'),
    })
    await expect.poll(() => pids.filter(lives)).toEqual([])
  })

  test.runIf(process.platform !== 'win32')('SIGTERM ends it, with its worker processes', async () => {
    const workload = await start(runtime)
    const pids: number[] = []
    const running = workload.run({ ...WAIT, model: 'processes', workUnits: 60 }, (event) => {
      if (event.type === 'worker-start' && pids.push(event.pid) === 2) process.kill(workload.pid, 'SIGTERM')
    })
    await expect(running).rejects.toMatchObject({ message: expect.stringContaining('by signal SIGTERM') })
    await expect.poll(() => pids.filter(lives)).toEqual([])
  })

  test.each([
    ['sequential', 1],
    ['threads', 2],
    ['processes', 2],
  ])('is stopped at once in %s, also when it is stuck', async (model, started) => {
    const workload = await start(runtime)
    const pids: number[] = []
    const outcome: unknown[] = []
    await new Promise<void>((resolve) => {
      const onEvent = (event: WorkerEvent) => {
        if (event.type === 'worker-start' && pids.push(event.pid) === started) resolve()
      }
      workload.run({ ...COUNT, model, workUnits: 1e13 }, onEvent).catch((error: unknown) => outcome.push(error))
    })
    if (process.platform !== 'win32') process.kill(pids[0]!, 'SIGSTOP')
    await workload.kill()
    expect([workload.pid, ...pids].filter(lives)).toEqual([])
    await workload.kill()
    expect(outcome).toMatchObject([{ code: 'closed' }])
  })
})

describe.each(pythons)('$label', (runtime) => {
  test.each((runtime.startMethods ?? []).map((startMethod) => ({ startMethod })))(
    'events of children arrive when they are started by $startMethod',
    async ({ startMethod }) => {
      const workload = await start(runtime)
      const { workers, cpuNs } = await run(workload, { ...COUNT, model: 'processes', options: { startMethod } })
      expect(workers.map(({ name, checksum }) => `${name} ${checksum}`)).toEqual([
        'Process-1/MainThread counted 300000',
        'Process-2/MainThread counted 300000',
      ])
      expect(cpuNs).toBeGreaterThan(workers.reduce((sum, worker) => sum + (worker.cpuNs ?? 0), 0))
      expect(workload.startMethod).toBe(runtime.startMethods?.[0])
    },
  )

  test.runIf(process.platform === 'linux')(
    'what it named in the system goes with it, also when it is killed',
    async () => {
      const workload = await start(runtime)
      const params = { largest: 1 }
      const order = {
        work: 'messages',
        model: 'shared-memory',
        workers: 2,
        workUnits: 60,
        params,
        options: { startMethod: 'spawn' },
      }
      await new Promise((resolve) => {
        workload.run(order, (event) => event.type === 'begin' && resolve(undefined)).catch(() => {})
      })
      const maps = readFileSync(`/proc/${workload.pid}/maps`, 'utf8')
      const named = [...new Set(maps.match(/\/dev\/shm\/psm\S+/g))]
      expect(named.filter((path) => existsSync(path))).toHaveLength(1)
      await workload.kill()
      expect(named.filter((path) => existsSync(path))).toEqual([])
    },
  )

  test.each(['sequential', 'threads', 'processes'])('work that raises in %s fails the order', async (model) => {
    const order = { ...COUNT, model, workUnits: 'much' as unknown as number }
    const failing = run(await start(runtime), order)
    await expect(failing).rejects.toMatchObject({ code: 'run-failed', message: expect.stringContaining('TypeError') })
  })

  test('asyncio waits together in one thread, and does not make up CPU times', async () => {
    const { workers } = await run(await start(runtime), { ...WAIT, model: 'asyncio' })
    expect(workers.map(({ name }) => name)).toEqual(['MainProcess/MainThread', 'MainProcess/MainThread'])
    expect(overlap(workers)).toBe(true)
    expect(workers[0]).toMatchObject({ cpuMissing: expect.any(String) })
    expect(workers[0]).not.toHaveProperty('cpuNs')
  })
})

describe.runIf(process.platform !== 'win32')('an interpreter that goes wrong in the middle', () => {
  const folder = join(options.dataFolder, 'fakes')
  mkdirSync(folder, { recursive: true })
  const answers = (toRun: string) => `echo '{"ev":"hello"}' >&3
    while read line; do case "$line" in *clock*) echo '{"ev":"clock","ns":1}' >&3;; *run*) ${toRun};; esac; done`

  test.each([
    ['garbage', 'echo Traceback >&3', /Unexpected output on the event pipe.*Traceback/],
    ['half-a-line', 'printf \'{"ev":\' >&3; exit 0', /ended with exit code 0/],
    ['exits', 'echo "out of luck" >&2; exit 7', /ended with exit code 7.*out of luck/],
    ['infinity', 'echo \'{"ev":"begin","ns":1e999}\' >&3', /Unexpected output on the event pipe.*1e999/],
    ['mute', 'exec 3>&-; sleep 1000', /closed the event pipe/],
    [
      'ends-too-early',
      'echo \'{"ev":"begin","ns":1}\' >&3; echo \'{"ev":"end","ns":2,"cpuNs":1}\' >&3',
      /end of the run too early/,
    ],
  ])('%s', async (name, script, message) => {
    const path = await fakeInterpreter(folder, name, answers(script))
    const workload = await start({ ...node, kind: 'cpython', path })
    await expect(run(workload, COUNT)).rejects.toMatchObject({
      code: 'broken-runtime',
      message: expect.stringMatching(message),
    })
  })

  test('its output is kept, the last of it, and is no data', async () => {
    const path = await fakeInterpreter(
      folder,
      'talks',
      answers('seq 9999; echo \'{"ev":"error","message":"Enough."}\' >&3'),
    )
    const workload = await start({ ...node, kind: 'cpython', path })
    await expect(run(workload, COUNT)).rejects.toMatchObject({ code: 'run-failed', message: 'Enough.' })
    await expect.poll(() => workload.output()).toMatch(/9999\n$/)
    expect(workload.output()).toHaveLength(4000)
  })

  test('its temporary files go with it', async () => {
    const path = await fakeInterpreter(
      folder,
      'litters',
      answers('touch "$TMPDIR/left"; echo "$TMPDIR"; echo \'{"ev":"error","message":"Enough."}\' >&3'),
    )
    const workload = await start({ ...node, kind: 'cpython', path })
    await expect(run(workload, COUNT)).rejects.toMatchObject({ message: 'Enough.' })
    await expect.poll(() => workload.output()).toMatch(/\n$/)
    const scratch = workload.output().trim()
    expect(existsSync(join(scratch, 'left'))).toBe(true)
    await workload.kill()
    expect(existsSync(scratch)).toBe(false)
  })

  test('one that crashes at the start is broken', async () => {
    const path = await fakeInterpreter(folder, 'crashes', 'exit 4')
    await expect(runtimes.start({ ...node, path })).rejects.toMatchObject({
      code: 'broken-runtime',
      message: expect.stringContaining('exit code 4'),
    })
  })
})
