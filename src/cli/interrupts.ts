/** Exit codes of an interrupted command, as shells give them. */
const EXIT_CODES = { SIGHUP: 129, SIGTERM: 143 } as const
const INTERRUPTED = 130

export interface Interrupts {
  /** Aborted by the first signal that is meant for Coreglow; the reason is the exit code. */
  readonly signal: AbortSignal
  readonly abort: (code: number) => void
  /** Lets the next `count` SIGINT pass: they are those of a program that the terminal sends them to as well. */
  readonly passInterrupts: (count: number) => void
}

/** The first signal ends things in order; a second one ends the process, and the guard then ends what it has started. */
export function listenForSignals(source: NodeJS.Process): Interrupts {
  const ending = new AbortController()
  let passing = 0
  for (const [signal, code] of Object.entries(EXIT_CODES)) source.once(signal, () => ending.abort(code))
  const onInterrupt = () => {
    passing -= 1
    if (passing >= 0) return
    source.off('SIGINT', onInterrupt)
    ending.abort(INTERRUPTED)
  }
  source.on('SIGINT', onInterrupt)
  return {
    signal: ending.signal,
    abort: (code) => ending.abort(code),
    passInterrupts: (count) => (passing = count),
  }
}
