import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { InterpreterReader } from './interpreter-reader.ts'
import { CannotRead } from './interpreter-reader.ts'
import { openInterpreter } from './open-interpreter.ts'
import type { Memory } from './process-memory.ts'

export interface Python {
  readonly path: string
  /** "3.11.7", "3.13.5t" without a GIL. */
  readonly version: string
  readonly minor: number
  readonly freeThreaded: boolean
}

const SAY_VERSION =
  'import sys, sysconfig; print(".".join(map(str, sys.version_info[:3])) + ("t" if sysconfig.get_config_var("Py_GIL_DISABLED") else ""))'

/** Interpreters of this machine, oldest first: pyenv's and the system's, and those that COREGLOW_PYTHONS lists. */
export function pythons(): Python[] {
  const pyenv = join(homedir(), '.pyenv', 'versions')
  const usual = existsSync(pyenv) ? readdirSync(pyenv).map((name) => join(pyenv, name, 'bin', 'python')) : []
  const listed = process.env['COREGLOW_PYTHONS']?.split(delimiter) ?? []
  const paths = process.platform === 'linux' ? [...usual, '/usr/bin/python3', ...listed] : []
  const found = paths.flatMap((path) => {
    const version = spawnSync(path, ['-c', SAY_VERSION], { encoding: 'utf8' }).stdout?.trim() ?? ''
    const minor = Number(/^3\.(\d+)/.exec(version)?.[1])
    return minor >= 8 ? [{ path, version, minor, freeThreaded: version.endsWith('t') }] : []
  })
  return found.toSorted((a, b) => a.minor - b.minor)
}

/** An oldest, a middle and the newest of them. */
export function somePythons(all: readonly Python[]): Python[] {
  return [...new Set([all[0], all[Math.floor(all.length / 2)], all.at(-1)])].filter((python) => python !== undefined)
}

interface Program {
  readonly pid: number
  /** Lines that it has printed, as JSON. @throws where it ends before it */
  line(index: number): Promise<unknown>
  kill(): void
}

/** Starts a program for the length of a test. */
export function startPython(path: string, program: string, args: readonly string[] = []): Program {
  return startProgram(path, ['-W', 'ignore', ...args, '-c', program])
}

export function startProgram(path: string, args: readonly string[], uid?: number): Program {
  const child = spawn(path, args, { stdio: ['ignore', 'pipe', 'inherit'], uid })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part))
  const kill = () => void child.kill('SIGKILL')
  onTestFinished(kill)
  return {
    pid: child.pid ?? 0,
    kill,
    async line(index) {
      while (text.split('\n').length < index + 2) {
        if (child.exitCode !== null) throw new Error(`the program ended: ${child.exitCode}`)
        await sleep(5)
      }
      return JSON.parse(text.split('\n')[index] ?? '')
    },
  }
}

export async function sleep(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms))
}

/** A reader for the length of a test. */
export function open(pid: number): InterpreterReader {
  const reader = openInterpreter(pid)
  onTestFinished(() => reader.close())
  return reader
}

export function tidsOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).map(Number)
}

/** Python's own names of the threads, capitals first. */
export function namesIn({ threads }: InterpreterReader): string[] {
  return [...threads.values()].map(({ name }) => String(name)).toSorted((a, b) => (a < b ? -1 : 1))
}

/** What reading is refused with; undefined where it is not. Closes what was opened. */
export function refusalOf(read: () => unknown): CannotRead | undefined {
  try {
    read()
    return undefined
  } catch (error) {
    if (error instanceof CannotRead) return error
    throw error
  }
}

/** Asks again until the answer is true, for at most ten seconds. */
export async function until(isTrue: () => boolean): Promise<void> {
  const end = performance.now() + 10_000
  while (!isTrue()) {
    if (performance.now() > end) throw new Error('it did not come true')
    await sleep(5)
  }
}

/** Memory of a process that is not there: bytes at an address. */
export function fakeMemory(address: number, bytes: Buffer): Memory {
  return {
    into: (buffer, from, length) =>
      from >= address &&
      from + length <= address + bytes.length &&
      bytes.copy(buffer, 0, from - address, from - address + length) === length,
  }
}
