import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { TrialResult } from '../../contract/run.ts'
import { result, worker } from '../../contract/testing.ts'
import { testRuntimes } from '../runtimes/testing.ts'
import type { WorkerEvent } from '../runtimes/workload.ts'
import { ipcCost } from './ipc-cost.ts'
import { numbersOf } from './measuring.ts'
import { trialsOf } from './testing.ts'

const SIZES = [1e3, 1e6, 16e6]

/** Round trips in ms, by size; the receiver tells nothing. */
function trial(model: string, tripsMs: readonly number[], repeat = 1): TrialResult {
  const sizes = SIZES.slice(0, tripsMs.length)
  const roundTripSeconds = tripsMs.map((ms) => ms / 1e3)
  const megabytesPerSecond = tripsMs.map((ms, index) => sizes[index]! / 1e3 / ms)
  const sender = worker(0, { values: { sizes, roundTripSeconds, megabytesPerSecond } })
  return result(model, 0.4, { repeat, workers: [sender, worker(1)] })
}

const judge = (trials: readonly TrialResult[]) => ipcCost.judge(trialsOf(ipcCost, trials))

const VARIABLE = trial('variable', [0.01, 0.01, 0.01])
const PIPE = trial('pipe', [0.02, 0.5, 8])

test('copies cost by the byte: the factor, and from which size on', () => {
  const { kind, outcome, text } = judge([VARIABLE, PIPE])
  expect({ kind, outcome }).toEqual({ kind: 'copying-costs', outcome: 'more' })
  for (const part of ['16.0 MB', '800×', '2.00×', 'From 1.00 MB on, pipe']) {
    expect(text.replaceAll('\u202F', ' ')).toContain(part)
  }
})

test.each([
  [0.05, 'ten'],
  [0.5, 'hundred'],
  [5, 'more'],
])('the bet is on the factor: %d ms against 0.01 is %s', (ms, outcome) => {
  expect(judge([VARIABLE, trial('pipe', [0.01, 0.01, ms])])).toMatchObject({ kind: 'copying-costs', outcome })
})

test('a factor whose spread reaches into another choice decides no bet', () => {
  const spread = [trial('pipe', [0.01, 0.01, 0.8]), trial('pipe', [0.01, 0.01, 1.3], 2)]
  const { kind, outcome, reasons } = judge([VARIABLE, ...spread])
  expect({ kind, outcome }).toEqual({ kind: 'copying-costs', outcome: undefined })
  expect(reasons).toEqual([expect.stringContaining('pipe')])
})

test('ways that cost the same are alike', () => {
  const trials = [1, 2].flatMap((repeat) => [
    trial('variable', [0.01, 1], repeat),
    trial('queue', [0.01, 1.05], repeat),
  ])
  expect(judge(trials)).toMatchObject({ kind: 'alike', outcome: 'ten' })
})

test('repeats that differ more than the ways are too noisy', () => {
  const trials = [trial('variable', [1]), trial('variable', [3], 2), trial('queue', [2]), trial('queue', [3], 2)]
  expect(judge(trials)).toMatchObject({ kind: 'too-noisy', reasons: [expect.stringContaining('vary')] })
})

test('one way, or a sender that told nothing, is incomplete', () => {
  expect(judge([]).kind).toBe('incomplete')
  expect(judge([VARIABLE]).kind).toBe('incomplete')
  expect(judge([VARIABLE, result('pipe', 0.4, { workers: [worker(0)] })]).kind).toBe('incomplete')
})

test('two pictures by size, on logarithmic axes, a series for each way', () => {
  const { measurements, figures } = ipcCost.picture!(
    trialsOf(ipcCost, [VARIABLE, PIPE, trial('pipe', [0.04, 0.5, 8], 2)]),
  )
  const [throughput, trips] = measurements
  expect(throughput).toMatchObject({
    unit: 'MB/s',
    points: expect.arrayContaining([
      expect.objectContaining({
        series: 'pipe',
        x: 16e6,
        value: 2000,
        low: 2000,
        high: 2000,
        repeats: 2,
        kind: 'process',
      }),
    ]),
  })
  expect(trips!.points.map(({ x }) => x)).toEqual([...SIZES, ...SIZES])
  expect(trips!.points[3]).toMatchObject({ value: expect.closeTo(3e-5), low: 2e-5, high: 4e-5 })
  for (const figure of figures)
    expect(figure).toMatchObject({ mark: 'lines', x: { scale: 'log' }, y: { scale: 'log' } })
})

const { options, runtimes, start } = testRuntimes()
const [python, node] = [await runtimes.preferred(), await runtimes.resolve('node')]
test.each([...new Set([python, node])])('$label: every channel passes what was sent', async (runtime) => {
  const models = runtime.models.filter(({ work, available }) => available && work?.includes('messages'))
  expect(models.length).toBeGreaterThan(3)
  const workload = await start(runtime)
  const checksums = new Set<string>()
  for (const { id: model } of models) {
    const order = { work: 'messages', model, workers: 2, workUnits: 0.06, params: { largest: 1 } }
    const told: WorkerEvent[] = []
    await workload.run(order, (event) => told.push(event))
    const ends = told.filter((event) => event.type === 'worker-end')
    const numbers = ends.find(({ index }) => index === 0)!.values
    for (const { checksum } of ends) checksums.add(checksum)
    for (const name of ['roundTripSeconds', 'megabytesPerSecond']) {
      const list = numbersOf({ values: numbers }, name)
      expect(list).toHaveLength(4)
      expect(Math.min(...list)).toBeGreaterThan(0)
    }
  }
  expect([...checksums]).toEqual(['passed 1000, 10000, 100000, 1000000 bytes'])
})

/** A variable that changes what goes through it: the middle of the first message, or the end of a later one. */
const FORGER = `
import sys, threading
import main
from coreglow_workloads.channels import Variable
from coreglow_workloads.work import messages
class Forger(Variable):
    count = 0
    def send(self, message):
        self.count += 1
        if sys.argv[1] == "first" and self.count == 1:
            message = message[:500] + b"forged" + message[506:]
        elif sys.argv[1] == "later" and self.count == 3:
            message = message[:-1] + bytes([message[-1] ^ 1])
        super().send(message)
forger = Forger()
thread = threading.Thread(target=messages.send_all, args=(forger, [1000], 0.001))
thread.start()
try:
    messages.receive_all(forger, messages.message_of(1000))
    print("nothing noticed")
except ValueError as error:
    print(error)
thread.join()
`

test.runIf(python.kind === 'cpython').each(['first', 'later'])(
  'a forged message is noticed, also a %s one',
  (which) => {
    const cwd = join(options.workloads, 'python')
    const told = execFileSync(python.path, ['-B', '-c', FORGER, which], { cwd, encoding: 'utf8' })
    expect(told).toContain('arrived changed')
  },
)
