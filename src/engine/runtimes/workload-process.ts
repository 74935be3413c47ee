import { CoreglowError } from '../../contract/procedures.ts'
import { nowNs } from '../host/clock.ts'
import { clockOffset, type ClockOffset } from './clock-offset.ts'
import type { Guard } from './guard-client.ts'
import { type Command, Program } from './program.ts'
import type { Calls, FileOutline, Inspected, ProgramEvent } from './program-events.ts'
import { withTimeout } from './with-timeout.ts'
import type {
  CalibrateCommand,
  InspectCommand,
  MapCommand,
  TrialEnd,
  RunCommand,
  WorkerEvent,
  Workload,
} from './workload.ts'

const START_LIMIT_MS = 10_000

/**
 * Starts a workload program and compares clocks with it. `signal` kills it before it has answered.
 * @throws CoreglowError broken-runtime when it does not answer.
 */
export async function startWorkload(
  command: Command,
  startMethod: string | undefined,
  guard: Guard,
  signal?: AbortSignal,
): Promise<WorkloadProcess> {
  signal?.throwIfAborted()
  const asked = nowNs()
  const program = new Program(command, guard)
  const giveUp = () => void program.kill()
  signal?.addEventListener('abort', giveUp)
  try {
    const offset = await withTimeout(START_LIMIT_MS, greet(program), tooSlow)
    return new WorkloadProcess(program, startMethod, (offset.helloNs - asked) / 1e9, offset.clock)
  } catch (error) {
    await program.kill()
    throw error
  } finally {
    signal?.removeEventListener('abort', giveUp)
  }
}

async function greet(program: Program): Promise<{ helloNs: number; clock: ClockOffset }> {
  const helloNs = await program.ask(undefined, (event) => (event.ev === 'hello' ? nowNs() : undefined))
  return { helloNs, clock: await clockOffset(() => readClock(program), process.platform === 'linux') }
}

function readClock(program: Program): Promise<number> {
  return program.ask({ do: 'clock' }, (event) => (event.ev === 'clock' ? event.ns : undefined))
}

function tooSlow(): CoreglowError {
  return new CoreglowError('broken-runtime', `The interpreter did not answer within ${START_LIMIT_MS / 1000} s.`)
}

function tooEarly(): CoreglowError {
  return new CoreglowError('broken-runtime', 'The interpreter reported the end of the run too early.')
}

export class WorkloadProcess implements Workload {
  readonly pid: number
  readonly startMethod: string | undefined
  readonly interpreterStartSeconds: number
  readonly clock: ClockOffset
  readonly #program: Program

  constructor(program: Program, startMethod: string | undefined, interpreterStartSeconds: number, clock: ClockOffset) {
    this.#program = program
    this.pid = program.pid
    this.startMethod = startMethod
    this.interpreterStartSeconds = interpreterStartSeconds
    this.clock = clock
  }

  async run(order: RunCommand, onEvent: (event: WorkerEvent) => void): Promise<TrialEnd> {
    const { end, ended } = await this.#trial({ do: 'run', ...order }, onEvent)
    if (ended === order.workers) return end
    throw tooEarly()
  }

  async map(
    order: MapCommand,
    onEvent: (event: WorkerEvent) => void,
    onCalls: (calls: Calls) => void,
  ): Promise<TrialEnd> {
    let hasCalls = false
    const { end, started, ended } = await this.#trial({ do: 'map', ...order }, onEvent, (calls) => {
      hasCalls = true
      onCalls(calls)
    })
    // A pool starts as many workers as it has use for.
    if (hasCalls && started > 0 && ended === started) return end
    throw tooEarly()
  }

  outline(order: { readonly file: string }): Promise<FileOutline> {
    return this.#program.ask({ do: 'outline', ...order }, (event) => (event.ev === 'outline' ? event : undefined))
  }

  inspect(order: InspectCommand): Promise<Inspected> {
    return this.#program.ask({ do: 'inspect', ...order }, (event) => (event.ev === 'inspected' ? event : undefined))
  }

  /** @throws CoreglowError broken-runtime when the end lies before the beginning */
  async #trial(order: object, onEvent: (event: WorkerEvent) => void, onCalls?: (calls: Calls) => void) {
    let startNs = NaN
    let [started, ended] = [0, 0]
    const end = await this.#program.ask(order, (event) => {
      if (event.ev === 'begin') startNs = this.#appNs(event.ns)
      if (event.ev === 'worker-start') started++
      if (event.ev === 'worker-end' || event.ev === 'worker-lost') ended++
      if (event.ev === 'items') {
        const { ev: _, ...calls } = event
        onCalls?.(calls)
      }
      const seen = this.#workerEvent(event)
      if (seen) onEvent(seen)
      if (event.ev !== 'end') return undefined
      return { startNs, endNs: this.#appNs(event.ns), cpuNs: event.cpuNs, values: event.values }
    })
    if (end.endNs >= end.startNs) return { end, started, ended }
    throw tooEarly()
  }

  calibrate(order: CalibrateCommand): Promise<{ workUnits: number; measuredSeconds: number }> {
    return this.#program.ask({ do: 'calibrate', ...order }, (event) => (event.ev === 'calibrated' ? event : undefined))
  }

  get scratch(): string | undefined {
    return this.#program.scratch
  }

  output(): string {
    return this.#program.output
  }

  /** Resolves when the program has ended, for whatever reason. */
  get ended(): Promise<void> {
    return this.#program.ended
  }

  kill(): Promise<void> {
    return this.#program.kill()
  }

  death(): string | undefined {
    return this.#program.death
  }

  #workerEvent(event: ProgramEvent): WorkerEvent | undefined {
    if (event.ev === 'begin') return { type: 'begin', startNs: this.#appNs(event.ns) }
    if (event.ev === 'host-samples') {
      const { ev: type, tNs, ...samples } = event
      return { type, ...samples, tNs: tNs.map((ns) => this.#appNs(ns)) }
    }
    if (event.ev === 'host') {
      const { ev: type, ...host } = event
      return { type, ...host, offsetNs: this.#appNs(host.offsetNs) }
    }
    if (event.ev === 'running') return { type: 'running', index: event.index, ns: event.ns }
    if (event.ev === 'worker-start') {
      const { ev: type, requestedNs, startNs, ...worker } = event
      return { type, ...worker, requestedNs: this.#appNs(requestedNs), startNs: this.#appNs(startNs) }
    }
    if (event.ev === 'worker-end') {
      const { ev: type, endNs, ...worker } = event
      return { type, ...worker, endNs: this.#appNs(endNs) }
    }
    if (event.ev === 'worker-lost') {
      const { ev: type, endNs, ...worker } = event
      return { type, ...worker, endNs: this.#appNs(endNs) }
    }
    return undefined
  }

  #appNs(ns: number): number {
    return ns + this.clock.offsetNs
  }
}
