import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { CoreglowError, type ErrorCode } from '../../contract/procedures.ts'
import { tooManyOpenFiles } from '../host/open-files.ts'
import type { Guard } from './guard-client.ts'
import { lineSplitter } from './lines.ts'
import { killTree, RUN_TOKEN } from './process-tree.ts'
import { parseEvent, type ProgramEvent } from './program-events.ts'
import { OrderError } from './order-error.ts'
import { makeScratch, removeScratch, type Scratch } from './scratch.ts'

const MAX_LINE = 65_536
const OUTPUT_KEPT = 4000
/** Time to drain the pipes after the process has ended, ms: they end in any order, and a process that left the group may hold them open. */
const DRAIN_MS = 300

export interface Command {
  readonly path: string
  readonly args: readonly string[]
  /** Variables added to the app's own environment. */
  readonly env: Readonly<Record<string, string>>
  /** Working folder; the app's own where it is left out. */
  readonly folder?: string
}

interface Question {
  readonly take: (event: ProgramEvent) => void
  readonly reject: (error: CoreglowError) => void
}

/** A running workload program: one command at a time, and its end. */
export class Program {
  readonly #child: ChildProcess
  readonly #runToken = randomUUID()
  readonly #known: Promise<void>
  /** Resolves when the process has ended, for whatever reason. */
  readonly ended: Promise<void>
  /** Folder for its temporary files; undefined where none could be made. */
  readonly scratch: string | undefined
  #question: Question | undefined
  #failure: CoreglowError | undefined
  #killed: Promise<void> | undefined
  #output = ''
  #errors = ''

  /** @throws CoreglowError broken-runtime when there can be no such process; other failures come with the first question. */
  constructor(command: Command, guard: Guard) {
    const scratch = makeScratch(this.#runToken)
    this.scratch = scratch.TMPDIR
    const child = start(command, this.#runToken, scratch)
    this.#child = child
    this.#known = child.pid === undefined ? Promise.resolve() : guard.watch(child.pid, this.#runToken)
    this.#known.catch(() => {}) // told to whoever asks
    this.ended = new Promise((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()))
    child.once('error', (error) => this.#fail(`Cannot start the interpreter: ${error.message}.`))
    child.once('exit', (code, signal) => void this.#exited(code, signal))
    this.#read()
    void this.ended.then(() => this.#end()).then(() => guard.forget(this.pid))
  }

  /** PID; 0 if the process could not be started. */
  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** How it ended: "signal SIGSEGV", "exit code 3"; undefined while it lives. */
  get death(): string | undefined {
    const { exitCode, signalCode } = this.#child
    if (signalCode !== null) return `signal ${signalCode}`
    return exitCode === null ? undefined : `exit code ${exitCode}`
  }

  /** The last 4,000 characters that it printed. */
  get output(): string {
    return this.#output
  }

  /**
   * Sends an order, when the guard knows of the process, and hands every event to `take` until that returns something: the
   * answer. Without an order it only listens.
   * @throws CoreglowError run-failed with the program's own words, broken-runtime when it dies or talks garbage, closed when
   * it was killed by `kill`.
   */
  async ask<T>(order: object | undefined, take: (event: ProgramEvent) => T | undefined): Promise<T> {
    if (this.#question) throw new CoreglowError('busy', 'The workload program has not answered its last command yet.')
    const answer = new Promise<T>((resolve, reject) => {
      const takeOrResolve = (event: ProgramEvent) => {
        const value = take(event)
        if (value !== undefined) resolve(value)
      }
      this.#question = { take: takeOrResolve, reject }
    })
    answer.catch(() => {}) // also when the guard fails first
    try {
      if (this.#failure) throw this.#failure
      await this.#known
      if (order) this.#child.stdin?.write(`${JSON.stringify(order)}\n`)
      return await answer
    } finally {
      this.#question = undefined
    }
  }

  /** Ends it and all its descendants. Safe at any time, twice. */
  kill(): Promise<void> {
    this.#fail('The run was stopped.', 'closed')
    return this.#end()
  }

  #end(): Promise<void> {
    this.#killed ??= this.#clear()
    return this.#killed.then(() => this.ended)
  }

  async #clear(): Promise<void> {
    if (this.#child.pid !== undefined) await killTree([this.#child.pid], this.#runToken)
    await removeScratch(this.#runToken)
  }

  #read(): void {
    const { stdin, stdout, stderr, stdio } = this.#child
    const events = stdio[3]
    stdin?.on('error', () => {}) // it has ended, which is told elsewhere
    listen(stdout, (text) => (this.#output = last(this.#output + text)))
    listen(stderr, (text) => {
      this.#output = last(this.#output + text)
      this.#errors = last(this.#errors + text)
    })
    const onLine = (line: string) => this.#line(line)
    const onTooLong = (line: string) => this.#garbage(line)
    listen(events, lineSplitter(MAX_LINE, onLine, onTooLong))
    events?.once('end', () => void this.#mute())
  }

  #line(line: string): void {
    const event = parseEvent(line)
    if (!event || !this.#question) return this.#garbage(line)
    if (event.ev === 'error') return this.#question.reject(new OrderError(event.message, event.item))
    this.#question.take(event)
  }

  #garbage(line: string): void {
    this.#fail(`Unexpected output on the event pipe: ${JSON.stringify(line.slice(0, 80))}.`)
    void this.#end()
  }

  /** Handles a closed event pipe, after which the program cannot answer. */
  async #mute(): Promise<void> {
    await drained()
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    this.#fail('The interpreter closed the event pipe.')
    void this.#end()
  }

  async #exited(code: number | null, signal: string | null): Promise<void> {
    await Promise.race([new Promise((resolve) => this.#child.once('close', resolve)), drained()])
    for (const stream of this.#child.stdio) stream?.destroy()
    const cause = signal ? `by signal ${signal}` : `with exit code ${code}`
    const words = this.#errors.trim().split('\n').slice(-3).join(' | ')
    this.#fail(`The interpreter ended ${cause}.${words && ` Last output: ${words}`}`)
  }

  /** Records a failure; the first one stays. */
  #fail(sentence: string, code: ErrorCode = 'broken-runtime'): void {
    this.#failure ??= new CoreglowError(code, sentence)
    this.#question?.reject(this.#failure)
  }
}

function drained(): Promise<void> {
  return sleep(DRAIN_MS, undefined, { ref: false })
}

function start(command: Command, runToken: string, scratch: Scratch): ChildProcess {
  const child = spawnOrThrow(command, runToken, scratch)
  const { stdio } = child as Partial<ChildProcess> // missing where no pipe can be opened; an event says so later
  if (stdio !== undefined) return child
  child.once('error', () => {})
  void removeScratch(runToken)
  throw new CoreglowError('internal', tooManyOpenFiles())
}

function spawnOrThrow({ path, args, env, folder }: Command, runToken: string, scratch: Scratch): ChildProcess {
  try {
    // Detached: a process group of its own, so that all of it can be killed at once.
    return spawn(path, args, {
      detached: true,
      cwd: folder,
      env: { ...process.env, ...scratch, ...env, [RUN_TOKEN]: runToken },
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      windowsHide: true,
    })
  } catch (error) {
    void removeScratch(runToken)
    throw new CoreglowError('broken-runtime', `${path} is not a valid program name.`, { cause: error })
  }
}

function listen(stream: unknown, onText: (text: string) => void): void {
  if (stream instanceof Readable)
    stream
      .setEncoding('utf8')
      .on('error', () => {})
      .on('data', onText)
}

function last(text: string): string {
  return text.slice(-OUTPUT_KEPT)
}
