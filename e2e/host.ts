import { spawn, type ChildProcess } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export const root = join(import.meta.dirname, '..')

/** The browser host, started as a user does, with a data folder of its own. */
export interface Host {
  /** The printed address, with its token. */
  readonly url: string
  readonly pid: number
  readonly output: () => string
  /** Ends it as Ctrl+C does, or by `signal`; resolves when it has gone. */
  readonly end: (signal?: NodeJS.Signals) => Promise<void>
}

export interface HostOptions {
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly args?: readonly string[]
  /** Kept by the caller; without it the host has a temporary one, removed at its end. */
  readonly dataFolder?: string
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'coreglow-e2e-'))
}

/** In which `playwright.setup.ts` keeps what the interpreters of this machine have said; the unit tests' setup keeps it there too. */
export const PROBED_FOLDER = join(root, 'node_modules', '.cache', 'coreglow-probed')
const PROBES = 'runtimes-cache.json'

/** A data folder as it is from the second start on: it knows the interpreters. */
export function temporaryData(): string {
  const folder = temporaryFolder()
  addProbes(folder)
  return folder
}

export function addProbes(dataFolder: string): void {
  const probes = join(PROBED_FOLDER, PROBES)
  if (existsSync(probes)) cpSync(probes, join(dataFolder, PROBES))
}

export async function startHost({ env, args = ['--port', '0'], dataFolder }: HostOptions = {}): Promise<Host> {
  const data = dataFolder ?? temporaryData()
  const child = spawn(process.execPath, [join(root, 'out', 'main', 'cli.js'), 'serve', '--no-open', ...args], {
    env: { ...process.env, COREGLOW_DATA: data, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  const end = async (signal: NodeJS.Signals = 'SIGINT') => {
    await endChild(child, signal)
    if (dataFolder === undefined) rmSync(data, { recursive: true, force: true })
  }
  const url = await until(
    () => /https?:\/\/\S+/.exec(output)?.[0] ?? (child.exitCode === null ? undefined : ''),
    `the host's address`,
  )
  if (url === '') throw new Error(`the host ended: ${output}`)
  return { url, pid: child.pid!, output: () => output, end }
}

async function endChild(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await gone
  clearTimeout(late)
}

/** Asks until there is an answer other than undefined or false. */
export async function until<T>(
  ask: () => T | Promise<T>,
  what: string,
  seconds = 20,
): Promise<Exclude<T, undefined | false>> {
  for (const endMs = Date.now() + seconds * 1000; Date.now() < endMs; await sleep(30)) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer as Exclude<T, undefined | false>
  }
  throw new Error(`${what} did not come within ${seconds} s`)
}

/** Is there such a process, other than as a zombie? */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return process.platform !== 'linux' || !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return false
  }
}
