import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, onTestFinished } from 'vitest'
import type { FunctionRequest } from '../../contract/function.ts'
import type { RunEvent } from '../../contract/run-event.ts'
import type { Run, RunRequest } from '../../contract/run.ts'
import { createHostInfo } from '../host/host-info.ts'
import { performRun, type RunContext } from '../lab/run.ts'
import { createMonitor } from '../monitor/monitor.ts'
import { NO_DISTURBANCES } from '../observation/disturbances.ts'
import { createMemoryLog } from '../observation/record-log.ts'
import { testRuntimes } from '../runtimes/testing.ts'
import { planFunction } from './plan.ts'

/** Writes files of the user's to a folder of their own, for the length of one test; returns the folder. */
export function userFiles(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'coreglow-user-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

export interface Tried {
  readonly run: Run
  readonly events: readonly RunEvent[]
}

type Context = Partial<Pick<RunContext, 'signal' | 'availableMemory' | 'emit'>>

/** Runs functions of the user's with real interpreters, without the service around them. All that was started ends with the tests. */
export function functionRunner() {
  const { runtimes, options } = testRuntimes()
  const monitor = createMonitor({
    sampler: options.programs.sampler,
    disturbances: NO_DISTURBANCES,
    ownProcesses: () => [],
  })
  afterAll(() => monitor.close())
  const hostInfo = createHostInfo()
  const app = { version: '0', node: '0', host: 'test' } as const
  const never = new AbortController().signal

  async function tryFunction(
    asked: FunctionRequest,
    request: Partial<RunRequest> = {},
    { signal = never, emit = () => {}, availableMemory }: Context = {},
  ): Promise<Tried> {
    const events: RunEvent[] = []
    const take = (event: RunEvent) => {
      events.push(event)
      emit(event)
    }
    const whole = { experiment: 'your-function', repeat: 1, workers: 2, ...request }
    const planned = await planFunction(whole, asked, { runtimes, cores: async () => 2, signal })
    const context = { runtimes, monitor, hostInfo, app, emit: take, signal, log: createMemoryLog(), availableMemory }
    return { run: await performRun(context, 'test-run', planned), events }
  }
  return { runtimes, tryFunction }
}
