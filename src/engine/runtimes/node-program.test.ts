import { EventEmitter, once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { folder, start } from './node-program-testing.ts'
import { named, type RawEvent } from './program-testing.ts'
import { lives } from './testing.ts'

const MODELS = ['sequential', 'threads', 'gil', 'processes']
const COUNT = { work: 'countdown', model: 'gil', workUnits: 400_000_000 }

test('tells what it is, its models in the order of tables, and each with its work', async () => {
  const [hello, description] = await start().ask({ do: 'describe' })
  expect(hello).toMatchObject({ ev: 'hello', pid: expect.any(Number), ns: expect.any(Number) })
  const { models, affinity } = description!
  const model = (id: string) => models.find((rawEvent: RawEvent) => rawEvent.id === id)
  const order = ['sequential', 'both', 'threads', 'gil', 'processes']
  expect(models.map(({ id }: RawEvent) => id).filter((id: string) => order.includes(id))).toEqual(order)
  expect(model('both')).toMatchObject({ label: 'here and there', available: true, work: ['own'] })
  expect(model('threads').work).toEqual(expect.arrayContaining(['countdown', 'fragile', 'probe', 'wait']))
  expect(model('threads').work).not.toContain('own')
  expect(model('gil').description).toMatch(/model of CPython's GIL/)
  expect(affinity).toBeTypeOf('boolean')
})

test('what a process said before it ended counts, also when it is read after it', async () => {
  const { answerOf } = await import(join(folder, 'join.mjs'))
  const child = Object.assign(new EventEmitter(), { connected: true })
  const answer = answerOf(child, 'Process-1')
  child.emit('exit', 0)
  child.emit('message', { answer: { cpuNs: 1 } })
  child.emit('disconnect')
  expect(await answer).toEqual({ cpuNs: 1 })
})

test('every model does the same work, in the engines that it names', async () => {
  const { run, pid } = start()
  for (const model of MODELS) {
    const events = await run({ ...COUNT, model, workUnits: 5_000_000 })
    expect(named(events, 'worker-end').map(({ checksum }) => checksum)).toEqual(Array(2).fill('counted 5000000'))
    const starts = named(events, 'worker-start')
    const engines = new Set(starts.map(({ interpreter }) => interpreter))
    expect(engines.size).toBe(model === 'sequential' ? 1 : 2)
    for (const { interpreter, gil, ...worker } of starts) {
      const threads = model === 'threads' || model === 'gil'
      expect(interpreter).toMatch(threads ? new RegExp(`^${pid}/\\d+$`) : new RegExp(`^${worker.pid}$`))
      expect(gil).toBe(model === 'gil' ? 'model' : undefined)
    }
  }
})

test('laps add up, and are one where nothing is stamped', async () => {
  const { run } = start()
  const laps = { work: 'probe', model: 'threads', workers: 1, workUnits: 1000, params: { way: 'laps' } }
  const stamped = await run(laps)
  expect(named(stamped, 'worker-end')[0]!['values']).toEqual({ sizes: [300, 300, 300, 100] })
  const bare = await run({ ...laps, options: { stamps: false } })
  expect(named(bare, 'worker-end')[0]!['values']).toEqual({ sizes: [1000] })
  expect(named(bare, 'running')).toEqual([])
})

test.each(MODELS)('what is set up in %s is shared, finished, and cleaned up in the end', async (model) => {
  const { run } = start()
  const tell = async (name: string, params: object) => {
    const log = join(folder, `${name}-${model}`)
    const events = await run({ work: 'probe', model, params: { way: 'shared', log, ...params } })
    return { events, log: readFileSync(log, 'utf8'), end: events.at(-1) }
  }
  const good = await tell('good', { memory: model !== 'processes' })
  expect(good.log).toBe('run run finish cleanup')
  expect(good.end).toMatchObject({ ev: 'end', values: { workers: 2, sum: model === 'processes' ? -1 : 3 } })
  const values = named(good.events, 'worker-end').map((event) => event['values'])
  expect(values).toContainEqual({ index: 1, ok: true, names: ['a', 'b'], later: 1.5 })

  const failing = await tell('failing', { way: 'raise', messy: true })
  expect(failing.log).toBe('cleanup')
  expect(failing.end!['message']).toMatch(/^Worker 0 failed: TypeError: no luck/)

  const messy = await tell('messy', { messy: true })
  expect(messy.log).toBe('run run finish cleanup')
  expect(messy.end).toEqual({ ev: 'error', message: 'Cannot tidy up.' })
})

test.each(['threads', 'processes'])('a worker in %s with more to say than fits its line fails', async (model) => {
  const events = await start().run({ work: 'probe', model, params: { way: 'much', only: 0 } })
  expect(events.at(-1)!['message']).toMatch(/^Worker 0 failed: .* too long: 4096/)
})

describe('a lost worker', () => {
  const cases = [
    ...['threads', 'gil', 'processes'].flatMap((model) => [
      { model, way: 'raise', how: 'TypeError: no luck' },
      { model, way: 'reject', how: 'TypeError: no luck' },
      { model, way: 'exit', how: 'exit code 3' },
    ]),
    { model: 'sequential', way: 'raise', how: 'TypeError: no luck' },
    ...(process.platform === 'win32' ? [] : [{ model: 'processes', way: 'segv', how: 'signal SIGSEGV' }]),
  ]
  test.each(cases)('in $model by $way is told, and the others go on', async ({ model, way, how }) => {
    const { run } = start()
    const events = await run({ work: 'fragile', model, workers: 3, params: { way, only: 1 } })
    expect(named(events, 'worker-lost')).toEqual([{ ev: 'worker-lost', index: 1, endNs: expect.any(Number), how }])
    expect(
      named(events, 'worker-end')
        .map(({ index }) => index)
        .toSorted((a, b) => a - b),
    ).toEqual([0, 2])
    expect(events.at(-1)!.ev).toBe('end')
  })

  test('does not take the lock along', async () => {
    const params = { way: 'holder', log: join(folder, 'holder'), memory: true }
    const events = await start().run({ work: 'fragile', model: 'gil', workers: 3, params })
    expect(named(events, 'worker-end').map(({ checksum }) => checksum)).toEqual(['done', 'done'])
  })

  test('fails the order where work may lose none', async () => {
    const { run } = start()
    const message = async (model: string) =>
      (await run({ work: 'probe', model, params: { way: 'exit', only: 1 } })).at(-1)!['message']
    expect(await message('threads')).toBe('Worker-2 died: exit code 3.')
    expect(await message('gil')).toBe('Worker-2 died: exit code 3.')
    expect(await message('processes')).toBe('Process-2 died: exit code 3.')
  })
})

test('work with models of its own runs under those, and under no other', async () => {
  const { run } = start()
  const events = await run({ work: 'own', model: 'both' })
  const names = named(events, 'worker-start').map(({ name }) => name)
  expect(new Set(names)).toEqual(new Set(['MainProcess/MainThread', 'MainProcess/Worker-2']))
  const [error] = await run({ work: 'own', model: 'threads' })
  expect(error).toEqual({ ev: 'error', message: 'This work has no model "threads".' })
})

test('workers are pinned to cores where that can be done, else the order says why not', async () => {
  const { ask, run } = start()
  const { affinity } = (await ask({ do: 'describe' })).at(-1)!
  const end = (await run({ ...COUNT, workUnits: 1000, options: { affinity: 'one' } })).at(-1)!
  expect(end['message'] ?? '').toMatch(affinity ? /^$/ : /^Workers of Node cannot be pinned/)
  const coresOf = async (model: string, options: object) => {
    const ends = named(await run({ work: 'probe', model, params: { way: 'cores' }, options }), 'worker-end')
    return ends.toSorted((rawEvent, other) => rawEvent['index'] - other['index']).map(({ values }) => values.cores)
  }
  for (const model of affinity ? MODELS : []) {
    const [all] = await coresOf(model, {})
    const [core, same] = await coresOf(model, { affinity: 'one' })
    expect([core, same]).toEqual([expect.stringMatching(/^\d+$/), core])
    const [first, second] = await coresOf(model, { affinity: 'each' })
    expect(first).toBe(core)
    expect(second === core).toBe(/^\d+$/.test(all))
    expect(await coresOf(model, {})).toEqual([all, all])
  }
})

describe.runIf(process.platform !== 'win32')('nothing is left', () => {
  const signals = ['SIGTERM', 'SIGINT'] as const
  test.each(MODELS.flatMap((model) => signals.map((signal) => ({ model, signal }))))(
    'in $model after $signal',
    async ({ model, signal }) => {
      const { child, pid, next } = start()
      child.stdin!.write(`${JSON.stringify({ ...COUNT, do: 'run', workers: 2, model, workUnits: 1e13 })}\n`)
      const pids = [pid]
      while (pids.length < (model === 'sequential' ? 2 : 3)) {
        const event = await next()
        if (event.ev === 'worker-start') pids.push(event['pid'])
      }
      const ended = once(child, 'exit')
      process.kill(pid, signal)
      expect(await ended).toEqual([null, signal])
      await expect.poll(() => pids.filter(lives)).toEqual([])
    },
  )

  test('it ends with its input', async () => {
    const { child, run } = start()
    await run({ ...COUNT, workUnits: 1000 })
    child.stdin!.end()
    expect(await once(child, 'exit')).toEqual([0, null])
  })
})
