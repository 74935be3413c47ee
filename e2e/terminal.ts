import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { root } from './host.ts'

/** The terminal host, started as a user does. */
export interface Terminal {
  readonly child: ChildProcess
  readonly pid: number
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>
  readonly out: () => string
  readonly err: () => string
}

export interface TerminalOptions {
  readonly dataFolder: string
  readonly env?: Readonly<Record<string, string>>
  /** Content of standard input; without it there is none. */
  readonly input?: string
  /** Of standard output: `latin1` keeps every byte. */
  readonly encoding?: 'utf8' | 'latin1'
  /** In a process group of its own, as a shell starts a job. */
  readonly detached?: boolean
}

export function startTerminal(args: readonly string[], options: TerminalOptions): Terminal {
  const { dataFolder, env, input, encoding = 'utf8', detached = false } = options
  const child = spawn(process.execPath, [join(root, 'out', 'main', 'cli.js'), ...args], {
    env: { ...process.env, COREGLOW_DATA: dataFolder, ...env },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    detached,
  })
  child.stdin?.end(input)
  const texts = { out: '', err: '' }
  child.stdout!.setEncoding(encoding).on('data', (text: string) => (texts.out += text))
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (texts.err += text))
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal)
  return { child, pid: child.pid!, ended, out: () => texts.out, err: () => texts.err }
}

/** Its exit code, or the signal that ended it, and what it wrote. */
export async function finished({ ended, out, err }: Terminal) {
  return { code: await ended, out: out(), err: err() }
}
