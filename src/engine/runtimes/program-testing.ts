import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { onTestFinished } from 'vitest'

/** As a workload program wrote it. */
export interface RawEvent {
  readonly ev: string
  readonly [field: string]: any // oxlint-disable-line typescript/no-explicit-any -- nobody has checked it
}

/** Names of the events that end an order. */
const ANSWERS = new Set(['describe', 'calibrated', 'outline', 'inspected', 'end', 'error', 'gone'])

/** A temporary folder for all test files of one worker process: they share their modules, so that none of them may remove it (see vitest.setup.ts). */
export function makeSharedFolder(prefix: string): string {
  return mkdtempSync(join(process.env['COREGLOW_TEST_FOLDER']!, prefix))
}

/** Starts a workload program in a group of its own, which is killed when the test is over. */
export function startProgram(command: string, args: readonly string[]) {
  const child = spawn(command, args, { detached: true, stdio: ['pipe', 'ignore', 'ignore', 'pipe'] })
  onTestFinished(() => killGroup(child.pid!))
  const pipe = child.stdio[3]
  if (!(pipe instanceof Readable)) throw new Error('The program has no pipe for its events.')
  const lines = createInterface({ input: pipe })[Symbol.asyncIterator]()

  async function next(): Promise<RawEvent> {
    const { value } = await lines.next()
    return JSON.parse(value ?? '{"ev":"gone"}')
  }

  /** All events up to the answer. */
  async function ask(order: object): Promise<RawEvent[]> {
    child.stdin!.write(`${JSON.stringify(order)}\n`)
    const events = [await next()]
    while (!ANSWERS.has(events.at(-1)!.ev)) events.push(await next())
    return events
  }

  return {
    pid: child.pid!,
    child,
    next,
    ask,
    run: (order: object) => ask({ do: 'run', workers: 2, workUnits: 1, ...order }),
  }
}

function killGroup(leader: number): void {
  try {
    process.kill(process.platform === 'win32' ? leader : -leader, 'SIGKILL')
  } catch {
    // it has ended, as it should
  }
}

export function named(events: readonly RawEvent[], name: string): RawEvent[] {
  return events.filter(({ ev }) => ev === name)
}

/** Those of the name, in the order of the workers. */
export function byWorker(events: readonly RawEvent[], name: string): RawEvent[] {
  return named(events, name).toSorted((rawEvent, other) => rawEvent['index'] - other['index'])
}
