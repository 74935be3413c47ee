/** What a quit needs of the app. */
export interface QuitOptions {
  readonly isMeasuring: () => boolean
  /** Asks whether the run shall be stopped. */
  readonly ask: () => Promise<boolean>
  /** Ends the engine: the run is stopped and saved. */
  readonly close: () => Promise<void>
  /** Quits in the ordinary way. */
  readonly quit: () => void
  /** Ends the app at once. */
  readonly exit: () => void
  /** Time that closing may take, ms. */
  readonly limitMs?: number
}

/** Event that can be refused. */
interface Preventable {
  preventDefault(): void
}

/** Time that closing may take, ms. Windows ends a program that has not answered for 5 s at the end of a session. */
const LIMIT_MS = 5000

/** How the app ends: asked once in the middle of a run, bounded in time. Its functions are handlers of Electron's events. */
export interface Quitting {
  /** `before-quit`, and `close` of the window where that quits. */
  readonly mayQuit: (event: Preventable) => void
  readonly willQuit: (event: Preventable) => void
  /** The user's session ends: nobody can be asked, and nothing may wait. */
  readonly sessionEnds: () => void
}

export function createQuitting({ isMeasuring, ask, close, quit, exit, limitMs = LIMIT_MS }: QuitOptions): Quitting {
  let isAsking = false
  let isAgreed = false
  let isClosing = false
  const askThenQuit = async () => {
    isAsking = true
    isAgreed = await ask().catch(() => true)
    isAsking = false
    if (isAgreed) quit()
  }
  const closeThenExit = async () => {
    const limit = new Promise((resolve) => setTimeout(resolve, limitMs))
    await Promise.race([close().catch(() => undefined), limit])
    // Never within the event: Electron may then ignore it (electron/electron#33643).
    setImmediate(exit)
  }
  return {
    mayQuit(event) {
      if (isAgreed || !isMeasuring()) return
      event.preventDefault()
      if (!isAsking) void askThenQuit()
    },
    willQuit(event) {
      event.preventDefault()
      if (isClosing) return
      isClosing = true
      void closeThenExit()
    },
    sessionEnds() {
      isAgreed = true
      quit()
    },
  }
}
