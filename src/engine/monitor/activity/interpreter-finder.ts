import { errorMessage } from '../../../contract/error-message.ts'
import { CannotRead, type CannotReadCode, type InterpreterReader } from '../gil/interpreter-reader.ts'

export type OpenInterpreter = (pid: number) => InterpreterReader

/** Pauses between tries begin with this and double, ns; Python is 10 to 30 ms from exec to its first thread state (measured). */
const FIRST_PAUSE_NS = 20_000_000
const MAX_PAUSE_NS = 1_000_000_000
/** After this the process is believed to be what it seems, ns: until then its libraries may be on their way. Chosen. */
const PATIENCE_NS = 5_000_000_000

/** What may be true for a moment of a program that starts up. */
const PASSING: ReadonlySet<CannotReadCode> = new Set(['not-ready', 'not-python', 'layout', 'threads', 'exec'])

/** Looks for the interpreter of one process, again and again while the process starts up. */
export class InterpreterFinder {
  /** Why there is none; undefined before the first try, and for a program that has none. */
  missing: string | undefined
  private readonly open: OpenInterpreter
  private readonly pid: number
  private sinceNs: number
  private dueNs: number
  private pauseNs = FIRST_PAUSE_NS

  constructor(open: OpenInterpreter, pid: number, tNs: number) {
    this.open = open
    this.pid = pid
    this.sinceNs = this.dueNs = tNs
  }

  /** The process runs another program: begins anew. */
  restart(tNs: number): void {
    this.sinceNs = this.dueNs = tNs
    this.pauseNs = FIRST_PAUSE_NS
    this.missing = undefined
  }

  /** Whether it is time for a try. */
  isDue(tNs: number): boolean {
    return tNs >= this.dueNs
  }

  /** Tries once. Returns the interpreter if that succeeds. */
  find(tNs: number): InterpreterReader | undefined {
    try {
      const reader = this.open(this.pid)
      this.missing = undefined
      this.dueNs = Infinity
      return reader
    } catch (error) {
      this.failed(tNs, error)
      return undefined
    }
  }

  private failed(tNs: number, error: unknown): void {
    const code = error instanceof CannotRead ? error.code : undefined
    this.missing = code === 'not-python' || code === 'gone' ? undefined : errorMessage(error)
    const passing = code !== undefined && PASSING.has(code)
    const again = passing && (code === 'not-ready' || tNs - this.sinceNs < PATIENCE_NS)
    this.dueNs = again ? tNs + this.pauseNs : Infinity
    this.pauseNs = Math.min(this.pauseNs * 2, MAX_PAUSE_NS)
  }
}
