import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename } from 'node:path'
import type { Program } from '../../contract/program.ts'
import { taskRef, type TaskRef } from '../../contract/task-ref.ts'
import { nowNs } from '../host/clock.ts'
import { startTimeOf } from '../host/process-identity.ts'
import { NO_PID, type Guard } from '../runtimes/guard-client.ts'
import { killTree } from '../runtimes/process-tree.ts'
import type { FoundProcess } from './attach.ts'
import { createSupervisor, type Supervisor } from './supervisor.ts'
import { createOutput } from './output.ts'
import { startProgram, type Ending, type StartRequest } from './start.ts'

/** A program that is watched: one that was started for it, or one that ran already. */
export interface Target {
  /** As it is at the beginning. */
  readonly program: Program
  readonly startNs: number
  /** How its first process ended; undefined where its parent alone learns it. */
  readonly ending?: Promise<Ending>
  /** Of standard error, where it is captured. */
  readonly lastLines: () => string[]
  /** Undefined where Coreglow did not start it, and so does not end it. */
  readonly supervisor?: Supervisor
  readonly runToken?: string
}

const RUNNING = { exitCode: null, signal: null, lastLines: [] }

/** @throws CoreglowError as `startProgram` does, and internal where no guard can run */
export async function startTarget(
  request: StartRequest,
  guard: Guard,
  onOutput: (stream: 'stdout' | 'stderr', text: string) => void,
): Promise<Target> {
  const runToken = randomUUID()
  if (request.detached === true) return started(request, guard, runToken, onOutput)
  // Coreglow may be killed before it can tell the guard the pid: the guard has the token before the program begins.
  await guard.watch(NO_PID, runToken)
  try {
    return await started(request, guard, runToken, onOutput)
  } finally {
    guard.forget(NO_PID)
  }
}

async function started(
  request: StartRequest,
  guard: Guard,
  runToken: string,
  onOutput: (stream: 'stdout' | 'stderr', text: string) => void,
): Promise<Target> {
  const output = createOutput(onOutput)
  const startNs = nowNs()
  const { pid, folder, ended } = await startProgram(request, runToken, (stream, text) => output.write(stream, text))
  const identity = { host: hostname(), pid, tid: pid, startTime: startTimeOf(pid) ?? Date.now() }
  const name = nameOf(pid) ?? basename(request.command[0]!)
  const supervisor = await createSupervisor(guard, pid, runToken, request.detached === true).catch(
    async (error: unknown) => {
      await killTree([pid], runToken)
      throw error
    },
  )
  return {
    program: { ...RUNNING, ...identity, command: request.command, folder, name, attached: false },
    startNs,
    ending: ended,
    lastLines: () => output.lastLines(),
    supervisor,
    runToken,
  }
}

export function attachTarget(
  task: TaskRef & { readonly name: string },
  { command, folder }: FoundProcess,
  startNs: number,
): Target {
  return {
    program: { ...RUNNING, ...taskRef(task), command: [...command], folder, name: task.name, attached: true },
    startNs,
    lastLines: () => [],
  }
}

/** Undefined where the system does not say. */
function nameOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trimEnd()
  } catch {
    return undefined
  }
}
