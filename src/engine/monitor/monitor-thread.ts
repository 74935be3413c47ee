import { Worker } from 'node:worker_threads'
import { errorMessage } from '../../contract/error-message.ts'

const MAX_RESTARTS = 3
const FORGIVEN_AFTER_MS = 60_000

/** First message of every thread, which `MonitorThread` keeps to itself: the thread's number as the system gives it, where it does. */
export interface ReadyMessage {
  readonly type: 'ready'
  readonly tid: number | undefined
}

export interface ThreadEvents<Message> {
  readonly onMessage: (message: Message) => void
  /** `again`: it may be started again; it then knows nothing yet. */
  readonly onCrash: (message: string, again: boolean) => void
}

export interface ThreadProgram<Data> {
  /** Built entry. */
  readonly url: URL
  /** Start of a sentence: "The sampler". */
  readonly name: string
  readonly data: Data
}

/** The life of a thread that reads the machine: started when first needed, started again after a crash, three times a minute. */
export class MonitorThread<Data, Command, Message extends { readonly type: string }> {
  private readonly program: ThreadProgram<Data>
  private readonly events: ThreadEvents<Message>
  private worker: Worker | undefined
  private closed = false
  private crashes: number[] = []
  private number: Promise<number | undefined> = Promise.resolve(undefined)

  constructor(program: ThreadProgram<Data>, events: ThreadEvents<Message>) {
    this.program = program
    this.events = events
  }

  /** Native thread id; undefined if the system does not report it, and before the start. */
  get tid(): Promise<number | undefined> {
    return this.number
  }

  get running(): boolean {
    return this.worker !== undefined
  }

  /** True where it did not run. */
  start(): boolean {
    if (this.worker !== undefined || this.closed) return false
    // Options of the host's command line, such as --input-type, are not meant for it.
    const worker = new Worker(this.program.url, { workerData: this.program.data, execArgv: [] })
    let reason = 'it ended'
    let ready: (tid: number | undefined) => void
    this.number = new Promise((resolve) => (ready = resolve))
    worker.on('message', (message: Message | ReadyMessage) => {
      if (isReady(message)) ready(message.tid)
      else if (!this.closed) this.events.onMessage(message)
    })
    worker.on('error', (error) => (reason = errorMessage(error)))
    worker.on('exit', () => {
      ready(undefined)
      this.ended(reason)
    })
    this.worker = worker
    return true
  }

  /** Whether the thread keeps the process alive. */
  hold(held: boolean): void {
    if (held) this.worker?.ref()
    else this.worker?.unref()
  }

  /** Sends a command; ignored before the start and after the end. */
  send(command: Command): void {
    this.worker?.postMessage(command)
  }

  async close(): Promise<void> {
    this.closed = true
    await this.worker?.terminate()
  }

  private ended(reason: string): void {
    this.worker = undefined
    if (this.closed) return
    const now = Date.now()
    this.crashes = [...this.crashes.filter((time) => now - time < FORGIVEN_AFTER_MS), now]
    const again = this.crashes.length <= MAX_RESTARTS
    const sequel = again ? 'it was restarted' : `not restarting after ${MAX_RESTARTS} crashes in a minute`
    this.events.onCrash(`${this.program.name} has crashed (${reason}); ${sequel}.`, again)
  }
}

function isReady(message: { readonly type: string }): message is ReadyMessage {
  return message.type === 'ready'
}
