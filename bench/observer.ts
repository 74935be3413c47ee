import { availableParallelism } from 'node:os'
import type { Runtime } from '../src/contract/experiment.ts'
import type { RunEvent } from '../src/contract/run-event.ts'
import { createEngine, type Engine } from '../src/engine/engine.ts'
import { createMonitor } from '../src/engine/monitor/monitor.ts'
import { createRuntimes } from '../src/engine/runtimes/runtimes.ts'
import type { Runtimes, Workload } from '../src/engine/runtimes/workload.ts'
import { benchOptions, report, spread } from './lib/bench.ts'
import { withPage } from './lib/page.ts'
import { calibrate, withWorkload } from './lib/workload.ts'

const PAIRS = 25
const SECONDS = 0.6
const RATE_HZ = 20
const WORKERS = availableParallelism()

/** Wall nanoseconds per unit of counting work. */
type Trial = () => Promise<number>

/**
 * The observer effect: wall time of `cpu-countdown` in processes on all cores, with the monitor at 20 Hz, and with the
 * screen open and drawing as well, each in turn with a trial that nobody watches.
 */
export async function bench(): Promise<void> {
  const options = benchOptions()
  const runtimes = createRuntimes(options)
  const engine = createEngine(options)
  const monitor = createMonitor(options.programs)
  try {
    const runtime = await runtimes.preferred()
    const workUnits = await calibrate(runtimes, runtime, SECONDS)
    console.log(`${runtime.label}, ${WORKERS} processes, ${PAIRS} pairs of ${SECONDS} s`)

    const unseen = () => trial(runtimes, runtime, workUnits)
    const watched = () =>
      trial(runtimes, runtime, workUnits, (workload) => {
        monitor.watch({ pid: workload.pid, role: 'run' })
        return monitor.listen(RATE_HZ, { onFrame: () => {} })
      })
    report('wall time, monitor at 20 Hz / nobody', spread(await inTurn(unseen, watched)), 'median at most 1.03')

    const shown = await withPage(engine, () => inTurn(unseen, () => runInEngine(engine, runtime)))
    report('wall time, screen open and drawing / nobody', spread(shown), 'median at most 1.10')
  } finally {
    await monitor.close()
    await engine.close()
    await runtimes.close()
    options.remove()
  }
}

/** Ratios b / a of pairs run one after the other; every second pair the other way round. */
async function inTurn(a: Trial, b: Trial): Promise<number[]> {
  const ratios = []
  for (let i = 0; i < PAIRS; i++) {
    const first = await (i % 2 === 0 ? a : b)()
    const second = await (i % 2 === 0 ? b : a)()
    ratios.push(i % 2 === 0 ? second / first : first / second)
  }
  return ratios
}

function trial(runtimes: Runtimes, runtime: Runtime, workUnits: number, look?: (workload: Workload) => () => void) {
  return withWorkload(runtimes, runtime, async (workload) => {
    const stop = look?.(workload)
    const order = { work: 'countdown', model: 'processes', workers: WORKERS, workUnits }
    const end = await workload.run(order, () => {})
    stop?.()
    return (end.endNs - end.startNs) / workUnits
  })
}

/** The same through the whole app, as its button does it. */
async function runInEngine({ service }: Engine, runtime: Runtime): Promise<number> {
  const run = await new Promise<Extract<RunEvent, { type: 'end' }>['run']>((resolve, reject) => {
    const close = service.streams.events!(
      {},
      (event) => {
        if (event.type !== 'end') return
        close()
        resolve(event.run)
      },
      reject,
    )
    const request = { experiment: 'cpu-countdown', runtime: runtime.id, models: ['processes'], workers: WORKERS }
    Promise.resolve(service.calls.startRun!({ ...request, seconds: SECONDS, repeat: 1, rate: RATE_HZ })).catch(reject)
  })
  const result = run.results[0]
  if (result === undefined || run.calibrations[0] === undefined)
    throw new Error(`The run gave no result: ${run.verdict.text}`)
  return (result.endNs - result.startNs) / run.calibrations[0].workUnits
}
