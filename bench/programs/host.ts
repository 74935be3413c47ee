import { resolve } from 'node:path'
import type { RunRequest } from '../../src/contract/run.ts'
import type { Service } from '../../src/contract/service.ts'
import { createEngine } from '../../src/engine/engine.ts'
import { createRuntimes } from '../../src/engine/runtimes/runtimes.ts'
import type { Runtimes } from '../../src/engine/runtimes/workload.ts'
import { startServer } from '../../src/server/server.ts'
import { createFakeService, type FakeMachine } from '../fake-service.ts'
import { benchOptions } from '../lib/bench.ts'
import type { HostAnswer, HostOrder } from '../lib/host.ts'

/**
 * The browser host as a process of its own, whose CPU time can be measured: over an engine or, where the first argument
 * describes a machine, over an invented one. It runs what its parent orders, and ends with it.
 */

let workUnits: number | undefined

const [machineJson] = process.argv.slice(2)
const { service, close } = machineJson === undefined ? openEngine() : inventMachine(machineJson)
const server = await startServer({ engine: { service }, root: resolve('out/renderer') })

process.on('message', (order: HostOrder) => {
  workUnits = order.workUnits
  runToEnd(service, order.request).then(
    (trialNs) => answer({ type: 'ended', trialNs }),
    (error: unknown) => answer({ type: 'failed', message: String(error) }),
  )
})
process.once('disconnect', () => void Promise.all([server.close(), close()]).then(() => process.exit()))
answer({ type: 'ready', url: server.url })

function answer(message: HostAnswer): void {
  process.send!(message)
}

function inventMachine(json: string) {
  const machine: FakeMachine = JSON.parse(json)
  return { service: createFakeService(machine), close: async () => {} }
}

function openEngine() {
  const options = benchOptions()
  const engine = createEngine(options, withFixedWork(createRuntimes(options)))
  const end = () => engine.close().then(options.remove)
  return { service: engine.service, close: end }
}

/** Work that computes does the amount that the order names, if it names one: two sides that are compared do the same. */
function withFixedWork(runtimes: Runtimes): Runtimes {
  return {
    ...runtimes,
    async start(...args) {
      const workload = await runtimes.start(...args)
      const calibrate = workload.calibrate.bind(workload)
      return Object.assign(workload, {
        calibrate: (order: Parameters<typeof calibrate>[0]) =>
          workUnits === undefined ? calibrate(order) : Promise.resolve({ workUnits, measuredSeconds: order.seconds }),
      })
    },
  }
}

/** Resolves when the run is over, with the nanoseconds that its first trial took. */
function runToEnd({ streams, calls }: Service, request: RunRequest): Promise<number> {
  return new Promise((done, reject) => {
    const stop = streams.events!(
      {},
      (event) => {
        if (event.type !== 'end') return
        stop()
        const [result] = event.run.results
        if (result === undefined) reject(new Error(`The run gave no result: ${event.run.verdict.text}`))
        else done(result.endNs - result.startNs)
      },
      reject,
    )
    Promise.resolve(calls.startRun!(request)).catch(reject)
  })
}
