import * as v from 'valibot'
import { afterAll, expect, test } from 'vitest'
import { ProgramEventSchema, ProgramRecordSchema, type ProgramEvent } from '../../contract/program.ts'
import { isRun } from '../../contract/saved-record.ts'
import { verify } from '../digest/verify.ts'
import { createEngine } from '../engine.ts'
import { testOptions } from '../testing.ts'

// A real program through the engine, with the readers and the rules that it has.

const options = testOptions()
const engine = createEngine(options)
afterAll(async () => {
  await engine.close()
  options.remove()
})

const TWO_THREADS = `import threading, time
def count():
    until = time.time() + 2.5
    while time.time() < until:
        sum(i for i in range(1000))
threads = [threading.Thread(target=count) for _ in range(2)]
for thread in threads: thread.start()
for thread in threads: thread.join()
`

test.runIf(process.platform === 'linux')(
  'two threads that compute in Python: states, GIL, diagnosis, and a record that holds',
  async () => {
    const events: ProgramEvent[] = []
    const command = ['python3', '-c', TWO_THREADS]
    const error = await new Promise((resolve) => {
      void engine.service.streams.program!(
        { target: { type: 'start', command, output: 'capture' } },
        (event) => events.push(event),
        resolve,
      )
    })
    expect(error).toBeUndefined()
    for (const event of events) expect(v.safeParse(ProgramEventSchema, event).issues).toBeUndefined()
    expect(events.find(({ type }) => type !== 'warning')!.type).toBe('began')
    const end = events.find((event) => event.type === 'end')!
    const record = await engine.service.calls.run!({ id: end.id })
    if (isRun(record)) throw new Error('it is a run')
    expect(v.safeParse(ProgramRecordSchema, record).issues).toBeUndefined()
    expect(await verify(Buffer.from(JSON.stringify(record)))).toMatchObject({ result: 'intact' })
    expect(record.program).toMatchObject({ command, exitCode: 0, attached: false })
    expect(record.wallSeconds).toBeGreaterThan(2.4)
    // On a busy machine much of their life is spent without a core, with the GIL or without it.
    const workers = record.threads.filter(
      ({ states: { gil = 0, python = 0, ready = 0, 'gil-off-core': offCore = 0 } }) =>
        gil > 0.05 && gil + python + ready + offCore > 0.6,
    )
    expect(workers).toHaveLength(2)
    expect(record.interpreters[0]!.gilHeldShare).toBeGreaterThan(0.5)
    expect(record.activity.windows.length).toBeGreaterThan(10)
    expect(record.processes.map(({ python }) => python?.gil)).toContain('on')
    expect(record.diagnosis.findings.map(({ id }) => id)).toContainEqual(
      expect.stringMatching(/gil-contention|unclear/),
    )
    expect(record.diagnosis).toEqual(end.diagnosis)
  },
  60_000,
)
