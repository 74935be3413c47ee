import { createHash, randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { decodeFrame } from '../contract/frame-encoding.ts'
import type { TaskInfo } from '../contract/frame.ts'
import { MAX_PIECE_BYTES } from '../contract/limits.ts'
import { PROTOCOL_VERSION } from '../contract/procedures.ts'
import type { RunEvent } from '../contract/run-event.ts'
import type { ProcessList } from '../contract/system.ts'
import { createEngine, type Engine } from '../engine/engine.ts'
import { testOptions } from '../engine/testing.ts'
import { connect, type Client } from '../transport/client.ts'
import { serve } from '../transport/dispatcher.ts'
import type { Pipe } from '../transport/pipe.ts'
import { TRANSPORTS, type Transport } from '../transport/testing.ts'

const options = testOptions()
let engine: Engine
beforeAll(() => {
  engine = createEngine(options)
})
afterAll(async () => {
  await engine.close()
  options.remove()
})

describe.each(TRANSPORTS)('the real engine through %s', (_name, createTransport) => {
  let transport: Transport
  let client: Client
  const errors: unknown[] = []
  beforeAll(async () => {
    transport = await createTransport()
  })
  afterAll(() => transport.close())
  beforeEach(async () => {
    const [near, far] = await transport.pair()
    serve(far, engine.service, { onError: (error) => errors.push(error) })
    client = connect(near)
  })
  afterEach(() => client.close())

  /** Starts the run and resolves when it is over, with the kinds of events that came and with its end. */
  function perform(request: { readonly experiment: string; readonly seconds: number }) {
    const types = new Set<string>()
    let end: Extract<RunEvent, { type: 'end' }> | undefined
    return new Promise<{ types: string[]; end: typeof end & {} }>((resolve, reject) => {
      const onItem = (event: RunEvent) => {
        types.add(event.type)
        if (event.type === 'end') end = event
        if (event.type === 'idle' && end !== undefined) resolve({ types: [...types], end })
      }
      client.open('events', {}, { onItem, onEnd: reject })
      client.call('startRun', { ...request, runtime: 'node', repeat: 1 }).catch(reject)
    })
  }

  test('says who it is and what it has', async () => {
    const { version } = await client.call('hello', { protocol: PROTOCOL_VERSION })
    expect(version).toBe(options.version)
    const { experiments, suites } = await client.call('experiments', {})
    expect(suites[0]?.experiments.every((id) => experiments.some((experiment) => experiment.id === id))).toBe(true)
    const { runtimes, preferred } = await client.call('runtimes', {})
    expect(runtimes.map(({ id }) => id)).toContain(preferred)
    expect((await client.call('machine', {})).cores).toBeGreaterThan(0)
  })

  test('runs, with events on the way, and keeps and exports the record', async () => {
    const { types, end } = await perform({ experiment: 'io-wait', seconds: 0.1 })
    expect(types).toEqual(expect.arrayContaining(['idle', 'run', 'progress', 'main', 'worker', 'trial', 'end']))
    expect(end.run).toMatchObject({ status: 'finished', experiment: 'io-wait' })
    expect(await client.call('run', { id: end.runId })).toEqual(end.run)
    expect((await client.call('runs', {}))[0]).toMatchObject({ id: end.runId, status: 'finished' })
    const { path } = await client.call('exportRun', { ids: [end.runId], format: 'json' })
    const bytes = await client.call('readFile', { path, offset: 0 })
    expect(Buffer.from(bytes).toString()).toContain(end.runId)
    await client.call('releaseFile', { path })
    await expect(client.call('readFile', { path, offset: 0 })).rejects.toMatchObject({ path: 'params.path' })
  })

  test('a file larger than any message passes both ways, and no message grows with it', async () => {
    const [near, far] = await transport.pair()
    let longest = 0
    const measured = (pipe: Pipe): Pipe =>
      Object.create(pipe, {
        send: {
          value: (message: string | Uint8Array<ArrayBuffer>) => {
            longest = Math.max(longest, message.length)
            pipe.send(message)
          },
        },
      })
    serve(measured(far), engine.service)
    const other = connect(measured(near))
    const { path } = await other.call('createFile', {})
    const sent = createHash('sha256')
    for (let piece = 0; piece < 20; piece++) {
      const bytes = Uint8Array.from(randomBytes(MAX_PIECE_BYTES))
      sent.update(bytes)
      await other.call('appendFile', { path, bytes })
    }
    const received = createHash('sha256')
    let offset = 0
    for (;;) {
      const bytes = await other.call('readFile', { path, offset })
      if (bytes.length === 0) break
      received.update(bytes)
      offset += bytes.length
    }
    await other.call('releaseFile', { path })
    other.close()
    expect(offset).toBe(20 * MAX_PIECE_BYTES)
    expect(received.digest('hex')).toBe(sent.digest('hex'))
    // Four bytes are the id.
    expect(longest).toBe(MAX_PIECE_BYTES + 4)
  })

  test('a bad request is answered and harms nothing', async () => {
    const bad = client.call('startRun', { experiment: 'io-wait', workers: 1e9 })
    await expect(bad).rejects.toMatchObject({ code: 'bad-params', path: 'params.workers' })
    await expect(client.call('run', { id: '../../etc/passwd' })).rejects.toMatchObject({ code: 'unknown-run' })
    await expect(client.call('windowPicture', {})).rejects.toMatchObject({ code: 'unsupported' })
    expect((await client.call('experiments', {})).experiments.length).toBeGreaterThan(1)
    expect(errors).toEqual([])
  })

  test('streams frames, and tasks that say what is in them', async () => {
    const tasks = new Map<number, TaskInfo>()
    client.open(
      'tasks',
      {},
      { onItem: (message) => message.type === 'tasks' && message.tasks.forEach((task) => tasks.set(task.index, task)) },
    )
    const frames = await new Promise<Uint8Array[]>((resolve, reject) => {
      const got: Uint8Array[] = []
      const onItem = (bytes: Uint8Array) => {
        if (got.push(bytes) === 5) resolve(got)
      }
      client.open('frames', { rate: 50, pids: [process.ppid] }, { onItem, onEnd: reject })
    })
    const seqs = frames.map((bytes) => decodeFrame(bytes).seq)
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b))
    const pids = Array.from(decodeFrame(frames.at(-1)!).tasks.index, (index) => tasks.get(index)?.pid)
    expect(pids).toEqual(expect.arrayContaining([process.pid, process.ppid]))
  })

  test('streams the processes of the machine, and refuses to end what is not to be ended', async () => {
    const list = await new Promise<ProcessList>((resolve, reject) => {
      client.open('processes', {}, { onItem: resolve, onEnd: reject })
    })
    const own = list.processes.find(({ pid }) => pid === process.pid)!
    expect(own.parentPid).toBe(process.ppid)
    const { pid, startTime } = own
    await expect(client.call('endProcess', { pid, startTime, signal: 'kill' })).rejects.toMatchObject({
      code: 'bad-params',
      path: 'params.pid',
    })
    await expect(client.call('setPriority', { pid, startTime, nice: 20 })).rejects.toMatchObject({
      code: 'bad-params',
      path: 'params.nice',
    })
    await expect(client.call('setAffinity', { pid, startTime, cores: [] })).rejects.toMatchObject({
      code: 'bad-params',
      path: 'params.cores',
    })
    expect(errors).toEqual([])
  })
})
