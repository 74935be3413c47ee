import { appendFileSync, writeFileSync } from 'node:fs'
import { decodeFrame } from '../contract/frame-encoding.ts'
import type { Frame } from '../contract/frame.ts'
import { CoreglowError, type StreamParams, type TaskMessage } from '../contract/procedures.ts'
import type { Client } from '../transport/client.ts'
import type { Io, Output } from './io.ts'
import { checkOutputs } from './outputs.ts'
import { withEngine } from './session.ts'
import { createDictionary, createTick, describeTick, type Tick } from './tick.ts'

export interface MonitorOptions {
  readonly rate?: number
  /** Seconds; without it, until it is interrupted. */
  readonly duration?: number
  readonly pid: readonly number[]
  readonly json?: string
}

/** Updates per second in the terminal. Chosen: more cannot be read. */
const READABLE_RATE = 2

export async function monitor({ json, pid, rate, duration = Infinity }: MonitorOptions, io: Io): Promise<void> {
  await checkOutputs({ json })
  const show = json === undefined ? screenWriter(io.stdout) : jsonWriter(json, io.stdout)
  const params = { rate: rate ?? (json === undefined ? READABLE_RATE : undefined), pids: [...pid] }
  await withEngine(io, (client) => follow(client, params, duration, show, io.stderr))
}

function follow(
  client: Client,
  params: StreamParams<'frames'>,
  seconds: number,
  show: (tick: Tick) => void,
  stderr: Output,
): Promise<void> {
  const dictionary = createDictionary()
  let firstNs: number | undefined
  let before: Frame | undefined
  const onTasks = (message: TaskMessage) => {
    if (message.type === 'tasks') dictionary.learn(message)
    if (message.type === 'warning') stderr.write(`warning: ${message.message}\n`)
  }
  return new Promise((resolve, reject) => {
    const onEnd = (error = new CoreglowError('closed', 'The monitor has stopped.')) => reject(error)
    const onFrame = (bytes: Uint8Array) => {
      const frame = decodeFrame(bytes)
      firstNs ??= frame.tNs
      // A share needs two frames: the first is where the shares begin.
      if (before !== undefined) attempt(() => show(createTick(before!, frame, dictionary)), reject)
      if (frame.tNs - firstNs >= seconds * 1e9) resolve()
      before = frame
    }
    client.open('tasks', {}, { onItem: onTasks, onEnd })
    client.open('frames', params, { onItem: onFrame, onEnd })
  })
}

function attempt(action: () => void, onError: (error: unknown) => void): void {
  try {
    action()
  } catch (error) {
    onError(error)
  }
}

function jsonWriter(target: string, stdout: Output): (tick: Tick) => void {
  if (target !== '-') writeFileSync(target, '')
  return (tick) => {
    const line = `${JSON.stringify(tick)}\n`
    if (target === '-') stdout.write(line)
    else appendFileSync(target, line)
  }
}

function screenWriter(stdout: Output): (tick: Tick) => void {
  const home = stdout.isTTY === true ? '\u001b[H\u001b[J' : ''
  return (tick) => void stdout.write(`${home}${describeTick(tick)}\n`)
}
