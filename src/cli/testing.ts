import { createEngine, type EngineOptions } from '../engine/engine.ts'
import { main } from './main.ts'

export interface Running {
  readonly code: Promise<number>
  readonly interrupt: (code: number) => void
  readonly out: () => string
  readonly err: () => string
  readonly opened: string[]
}

/** The whole program in this process, with the real engine. */
export function createTerminal(options: EngineOptions, pageFolder: string) {
  function start(args: readonly string[], isTTY = false): Running {
    const ending = new AbortController()
    const texts = { out: '', err: '' }
    const opened: string[] = []
    const code = main(args, {
      stdout: { write: (text) => (texts.out += text) },
      stderr: { write: (text) => (texts.err += text), isTTY, columns: 60 },
      signal: ending.signal,
      passInterrupts: () => {},
      version: '1.2.3',
      pageFolder,
      createEngine: async () => createEngine(options),
      openBrowser: (url) => opened.push(url),
    })
    return { code, opened, interrupt: (reason) => ending.abort(reason), out: () => texts.out, err: () => texts.err }
  }

  async function finish(args: readonly string[], isTTY = false) {
    const running = start(args, isTTY)
    const code = await running.code
    return { code, out: running.out(), err: running.err() }
  }
  return { start, finish }
}
