import * as fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { MAX_PIECE_BYTES } from '../contract/limits.ts'
import { CoreglowError, PROTOCOL_VERSION, type StreamItem } from '../contract/procedures.ts'
import type { Service } from '../contract/service.ts'
import { connect, type Client } from './client.ts'
import { serve, type ServeOptions } from './dispatcher.ts'
import type { Pipe } from './pipe.ts'
import { TRANSPORTS, type Transport } from './testing.ts'

const RUNTIMES = { runtimes: [], preferred: 'node' }
const TROUBLE = { type: 'warning', message: 'x' } as const
const hello = { protocol: PROTOCOL_VERSION }

/** A service whose streams are driven by the test. */
function createProbe() {
  const probe = {
    emitTasks: undefined! as (item: StreamItem<'tasks'>) => void,
    emitFrame: undefined! as (bytes: Uint8Array) => void,
    endTasks: undefined! as (error?: Error) => void,
    stopped: 0,
    errors: [] as unknown[],
    received: [] as unknown[],
  }
  const service: Service = {
    calls: {
      hello: () => ({ protocol: PROTOCOL_VERSION, version: '1', windowPicture: false, dialogs: false }),
      runtimes: (params) => {
        probe.received.push(params)
        return RUNTIMES
      },
      startRun: () => {
        throw new CoreglowError('unknown-experiment', 'There is no experiment x.', { path: 'params.experiment' })
      },
      stopRun: () => Promise.reject(new Error('a secret')),
      runs: () => new Promise(() => {}),
      readFile: ({ offset }) => new Uint8Array(offset).fill(7),
      appendFile: (params) => {
        probe.received.push(params)
        return {}
      },
      addRuntime: () => JSON.parse('{"id":"nonsense"}'),
    },
    streams: {
      tasks: (_, emit, end) => {
        probe.emitTasks = emit
        probe.endTasks = end
        emit(TROUBLE)
        return () => void probe.stopped++
      },
      frames: ({ rate }, emit) => {
        if (rate === 7) throw new CoreglowError('bad-params', 'Not 7.', { path: 'params.rate' })
        probe.emitFrame = emit
        return () => void probe.stopped++
      },
    },
  }
  return { probe, service }
}

describe.each(TRANSPORTS)('%s', (_, createTransport) => {
  let transport: Transport
  let pipes: readonly [Pipe, Pipe]
  beforeAll(async () => {
    transport = await createTransport()
  })
  afterAll(() => transport.close())
  afterEach(() => pipes.forEach((pipe) => pipe.close()))

  async function start(options: ServeOptions = {}) {
    pipes = await transport.pair()
    const { probe, service } = createProbe()
    const stop = serve(pipes[1], service, { onError: (error) => probe.errors.push(error), ...options })
    return { probe, stop, client: connect(pipes[0]) }
  }

  /** Sends raw messages and collects the raw answers. */
  async function startRaw(options: ServeOptions = {}) {
    pipes = await transport.pair()
    const { probe, service } = createProbe()
    serve(pipes[1], service, { onError: (error) => probe.errors.push(error), ...options })
    const answers: Record<string, unknown>[] = []
    const waiting: (() => void)[] = []
    pipes[0].onMessage((message) => {
      answers.push(JSON.parse(message as string))
      waiting.splice(0).forEach((wake) => wake())
    })
    const answerTo = async (id: number) => {
      for (;;) {
        const found = answers.find((answer) => answer.id === id)
        if (found !== undefined) return found
        await new Promise<void>((resolve) => waiting.push(resolve))
      }
    }
    return { probe, answers, answerTo, send: (message: string | Uint8Array<ArrayBuffer>) => pipes[0].send(message) }
  }

  const wait = () => new Promise<void>((resolve) => setTimeout(resolve, 20))
  const until = async (condition: () => boolean) => {
    await expect.poll(condition, { timeout: 10_000 }).toBe(true)
  }
  const failure = (promise: Promise<unknown>) =>
    promise.then(
      () => expect.fail('resolved'),
      (error: CoreglowError) => error,
    )

  /** Opens the stream and resolves with how it ended, collecting its items. */
  function follow(client: Client, items: unknown[] = []) {
    let cancel = () => {}
    const ended = new Promise<CoreglowError | undefined>((resolve) => {
      cancel = client.open('tasks', {}, { onItem: (item) => items.push(item), onEnd: resolve })
    })
    return { items, ended, cancel }
  }

  test('answers a call, with its params as the schema leaves them', async () => {
    const { client, probe } = await start()
    expect(await client.call('runtimes', { refresh: true })).toEqual(RUNTIMES)
    expect(probe.received).toEqual([{ refresh: true }])
  })

  test('answers calls that are sent before the connection is up, in their order', async () => {
    const { client } = await start()
    const order: number[] = []
    await Promise.all([1, 2, 3].map((n) => client.call('runtimes', {}).then(() => order.push(n))))
    expect(order).toEqual([1, 2, 3])
  })

  test('carries a typed error', async () => {
    const { client } = await start()
    const error = await failure(client.call('startRun', { experiment: 'x' }))
    expect(error).toBeInstanceOf(CoreglowError)
    expect(error).toMatchObject({
      code: 'unknown-experiment',
      message: 'There is no experiment x.',
      path: 'params.experiment',
    })
  })

  test('hides an unexpected error from the client and tells the host', async () => {
    const { client, probe } = await start()
    const error = await failure(client.call('stopRun', {}))
    expect(error.code).toBe('internal')
    expect(error.message).not.toContain('secret')
    expect(probe.errors).toEqual([new Error('a secret')])
  })

  test('names the field of bad params', async () => {
    const { client } = await start()
    const params = { experiment: 'x', workers: 'abc' as unknown as number }
    const error = await failure(client.call('startRun', params))
    expect(error).toMatchObject({ code: 'bad-params', path: 'params.workers' })
    expect(error.message).toBe('params.workers must be number, not "abc".')
    expect(await failure(client.call('frames' as 'runs', {}))).toMatchObject({ code: 'unknown-procedure' })
    expect(await failure(client.call('run', {} as { id: string }))).toMatchObject({ message: 'params.id is missing.' })
  })

  test('says which calls there are when one is unknown, and what this host cannot do', async () => {
    const { client } = await start()
    for (const name of ['strtRun', 'constructor', '__proto__', '']) {
      const error = await failure(client.call(name as 'runs', {}))
      expect(error.code).toBe('unknown-procedure')
      expect(error.message).toContain('startRun')
    }
    expect(await failure(client.call('windowPicture', {}))).toMatchObject({ code: 'unsupported' })
  })

  test('refuses another protocol version', async () => {
    const { client } = await start()
    expect(await client.call('hello', hello)).toMatchObject({ version: '1' })
    expect(await failure(client.call('hello', { protocol: 99 }))).toMatchObject({ code: 'version' })
  })

  test('calls a malformed result an error, and goes on', async () => {
    const { client } = await start()
    const error = await failure(client.call('addRuntime', { path: '/x' }))
    expect(error).toMatchObject({ code: 'bad-message', path: 'result.kind' })
    expect(await client.call('runtimes', {})).toEqual(RUNTIMES)
  })

  test('streams items until the client ends it', async () => {
    const { client, probe } = await start()
    const stream = follow(client)
    await until(() => stream.items.length === 1)
    probe.emitTasks({ type: 'top', processes: [] })
    await until(() => stream.items.length === 2)
    stream.cancel()
    await until(() => probe.stopped === 1)
    probe.emitTasks(TROUBLE)
    stream.cancel()
    await client.call('runtimes', {})
    expect(stream.items).toEqual([TROUBLE, { type: 'top', processes: [] }])
    expect(probe.stopped).toBe(1)
  })

  test('streams items until the host ends it, with or without an error', async () => {
    const { client, probe } = await start()
    const first = follow(client)
    await until(() => first.items.length === 1)
    probe.endTasks()
    probe.emitTasks(TROUBLE)
    expect(await first.ended).toBeUndefined()
    const second = follow(client)
    await until(() => second.items.length === 1)
    probe.endTasks(new CoreglowError('storage', 'Gone.'))
    expect(await second.ended).toMatchObject({ code: 'storage', message: 'Gone.' })
    expect(first.items).toEqual([TROUBLE])
    expect(probe.stopped).toBe(2)
  })

  test('ends a stream that cannot start, or whose items are malformed', async () => {
    const { client, probe } = await start()
    const endOf = (rate: number) =>
      new Promise((resolve) => client.open('frames', { rate }, { onItem: () => {}, onEnd: resolve }))
    expect(await endOf(7)).toMatchObject({ code: 'bad-params', message: 'Not 7.' })
    expect(await endOf(0)).toMatchObject({ code: 'bad-params', path: 'params.rate' })
    const stream = follow(client)
    await until(() => stream.items.length === 1)
    probe.emitTasks(JSON.parse('{"type":"top","processes":3}'))
    expect(await stream.ended).toMatchObject({ code: 'bad-message', path: 'item.processes' })
    await until(() => probe.stopped === 1)
    const unsendable = follow(client)
    await until(() => unsendable.items.length === 1)
    probe.emitTasks({ type: 'warning', message: 1n as unknown as string })
    expect(await unsendable.ended).toMatchObject({ code: 'internal' })
    expect(probe.stopped).toBe(2)
  })

  test('carries a thousand frames in order, byte for byte', async () => {
    const { client, probe } = await start({ maxBacklogBytes: Infinity })
    const got: Uint8Array[] = []
    client.open('frames', {}, { onItem: (bytes) => got.push(bytes) })
    await client.call('runtimes', {})
    const frame = new Uint8Array(1000)
    for (let i = 0; i < 1000; i++) {
      frame.fill(i % 251)
      probe.emitFrame(frame)
    }
    await until(() => got.length === 1000)
    expect(got.every((bytes, i) => bytes.length === 1000 && bytes.every((byte) => byte === i % 251))).toBe(true)
  })

  test('carries pieces of files as bytes, in both directions', async () => {
    const { client, probe } = await start()
    const bytes = Uint8Array.from({ length: MAX_PIECE_BYTES }, (_value, index) => index % 251)
    await client.call('appendFile', { path: '/a', bytes })
    await client.call('appendFile', { path: '/b', bytes: new Uint8Array() })
    const [first, second] = probe.received as { path: string; bytes: Uint8Array }[]
    expect(Buffer.compare(first!.bytes, bytes)).toBe(0)
    expect(first!.path).toBe('/a')
    expect(second).toMatchObject({ path: '/b', bytes: { length: 0 } })
    const piece = await client.call('readFile', { path: '/a', offset: MAX_PIECE_BYTES })
    expect([piece.length, piece[0], piece.at(-1)]).toEqual([MAX_PIECE_BYTES, 7, 7])
    expect(await client.call('readFile', { path: '/a', offset: 0 })).toHaveLength(0)
  })

  test('refuses a piece that is too large, and calls without their bytes', async () => {
    const { client, probe } = await start()
    const large = { path: '/a', bytes: new Uint8Array(MAX_PIECE_BYTES + 1) }
    expect(await failure(client.call('appendFile', large))).toMatchObject({ code: 'bad-message' })
    const none = JSON.parse('{"path":"/a","bytes":"text"}')
    expect(await failure(client.call('appendFile', none))).toMatchObject({ code: 'bad-params', path: 'params.bytes' })
    expect(probe.received).toEqual([])
    expect(await client.call('runtimes', {})).toEqual(RUNTIMES)
  })

  test('skips frames, and nothing else, while the pipe is full', async () => {
    const { client, probe } = await start({ maxBacklogBytes: 100 })
    const got: Uint8Array[] = []
    client.open('frames', {}, { onItem: (bytes) => got.push(bytes) })
    const stream = follow(client)
    await until(() => stream.items.length === 1)
    let backlog = 0
    Object.defineProperty(pipes[1], 'backlog', { get: () => backlog })
    probe.emitFrame(Uint8Array.of(1))
    backlog = 101
    probe.emitFrame(Uint8Array.of(2))
    probe.emitTasks(TROUBLE)
    backlog = 100
    probe.emitFrame(Uint8Array.of(3))
    await until(() => got.length === 2 && stream.items.length === 2)
    expect(got.map(([first]) => first)).toEqual([1, 3])
  })

  test('leaves a client that reads nothing', async () => {
    const { client } = await start({ maxUnreadBytes: 100 })
    const stream = follow(client)
    await until(() => stream.items.length === 1)
    Object.defineProperty(pipes[1], 'backlog', { get: () => 101 })
    expect(await failure(client.call('runtimes', {}))).toMatchObject({ code: 'closed' })
    expect(await stream.ended).toMatchObject({ code: 'closed' })
  })

  test('limits what one client has open', async () => {
    const { client } = await start({ maxOpen: 3 })
    const hanging = [1, 2, 3].map(() => failure(client.call('runs', {})))
    expect(await failure(client.call('runtimes', {}))).toMatchObject({ code: 'busy' })
    expect(await follow(client).ended).toMatchObject({ code: 'busy' })
    client.close()
    await Promise.all(hanging)
  })

  test('closing rejects what is pending and what comes later, ends streams, and tells why', async () => {
    const { client, probe } = await start()
    const pending = failure(client.call('runs', {}))
    const stream = follow(client)
    await until(() => stream.items.length === 1)
    const reason = new Promise<string>((resolve) => client.onClose(resolve))
    pipes[1].close()
    expect(await reason).toMatch(/\w.*\.$/)
    expect(await pending).toMatchObject({ code: 'closed', message: await reason })
    expect(await stream.ended).toMatchObject({ code: 'closed' })
    expect(await failure(client.call('runtimes', {}))).toMatchObject({ code: 'closed' })
    expect(await follow(client).ended).toMatchObject({ code: 'closed' })
    expect(await new Promise((resolve) => client.onClose(resolve))).toBe(await reason)
    expect(probe.stopped).toBe(1)
  })

  test('a client that leaves ends its streams on the host', async () => {
    const { client, probe } = await start()
    const stream = follow(client)
    await until(() => stream.items.length === 1)
    client.close()
    client.close()
    expect(await stream.ended).toMatchObject({ code: 'closed' })
    await until(() => probe.stopped === 1)
  })

  test('a host that stops serving ends its streams and answers nothing more', async () => {
    const { client, probe, stop } = await start()
    const stream = follow(client)
    await until(() => stream.items.length === 1)
    stop()
    expect(probe.stopped).toBe(1)
    const late = failure(client.call('runtimes', {}))
    await wait()
    client.close()
    expect(await late).toMatchObject({ code: 'closed' })
  })

  test('a host that talks another language is an error', async () => {
    for (const message of ['{"id":1,"ok":"yes"}', 'HTTP/1.1 200 OK', new Uint8Array(3)]) {
      pipes = await transport.pair()
      const client = connect(pipes[0])
      const pending = failure(client.call('runs', {}))
      pipes[1].send(message)
      expect(await pending).toMatchObject({ code: 'closed', message: expect.stringContaining('protocol') })
    }
  })

  test('answers malformed messages with an error, with their id where it can be told', async () => {
    const { answerTo, answers, send } = await startRaw({ maxTextLength: 1000 })
    send('{"id":5,"call":"runtimes","open":"tasks"}')
    expect(await answerTo(5)).toMatchObject({ ok: false, error: { code: 'bad-message' } })
    send(`{"id":6,"call":"run","params":{"id":"${'x'.repeat(1000)}"}}`)
    expect(await answerTo(6)).toMatchObject({
      error: { code: 'bad-message', message: expect.stringContaining('1000') },
    })
    send('{"id":8,"call":"runs"}')
    send('{"id":8,"call":"runtimes"}')
    send(Uint8Array.of(1, 2, 3))
    for (const id of [0, -1, 1.5, 2 ** 32, '"9"', 'null']) send(`{"id":${id},"call":"runtimes"}`)
    send('{"id":7,"call":"runtimes"}')
    expect(await answerTo(7)).toEqual({ id: 7, ok: true, result: RUNTIMES })
    const anonymous = answers.filter((answer) => answer.id === undefined)
    expect(anonymous).toHaveLength(8)
    for (const answer of anonymous) expect(answer).toMatchObject({ ok: false, error: { code: 'bad-message' } })
  })

  test('answers a valid call after 1,000 random messages', async () => {
    const { answerTo, probe, send } = await startRaw()
    const id = fc.oneof(fc.integer({ min: 1, max: 500 }), fc.anything())
    const name = fc.oneof(fc.constantFrom('runtimes', 'tasks', 'frames', 'runs', 'hello', 'nope'), fc.string())
    const params = fc.oneof(fc.constant({}), fc.anything())
    const almost = fc.oneof(
      fc.record({ id, call: name, params }, { requiredKeys: ['id'] }),
      fc.record({ id, open: name, params }, { requiredKeys: ['id'] }),
      fc.record({ id, cancel: fc.boolean() }),
    )
    const text = (value: unknown) => JSON.stringify(value, (key, v: unknown) => (typeof v === 'bigint' ? key : v)) ?? ''
    const message = fc.oneof(almost.map(text), fc.json(), fc.string(), fc.uint8Array({ maxLength: 64 }))
    for (const sample of fc.sample(message, 1000)) send(sample)
    for (let used = 1; used <= 500; used++) send(`{"id":${used},"cancel":true}`)
    send('{"id":1000,"call":"hello","params":{"protocol":1}}')
    expect(await answerTo(1000)).toMatchObject({ id: 1000 })
    expect(probe.errors).toEqual([])
  })
})
