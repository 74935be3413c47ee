import { spawnSync } from 'node:child_process'
import { delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startProgram } from './program-testing.ts'

const program = fileURLToPath(new URL('../../../workloads/python/main.py', import.meta.url))

export interface Python {
  readonly path: string
  /** 3 and what comes after it. */
  readonly minor: number
  readonly hasGil: boolean
  readonly label: string
}

const NAMES = ['python3', ...['', 't'].flatMap((end) => [8, 9, 10, 11, 12, 13, 14].map((n) => `python3.${n}${end}`))]
const ASK = `import sys
gil = getattr(sys, "_is_gil_enabled", lambda: True)()
print(sys.implementation.name, sys.version_info[1], int(gil), sys.executable, sep="\\n")`

function look(command: string): Python[] {
  const { status, stdout } = spawnSync(command, ['-E', '-s', '-c', ASK], { encoding: 'utf8', timeout: 10_000 })
  const [name, minor, gil, path] = status === 0 ? stdout.split('\n') : []
  if (name !== 'cpython' || !path || Number(minor) < 8) return []
  const hasGil = gil === '1'
  return [{ path, minor: Number(minor), hasGil, label: `CPython 3.${minor}${hasGil ? '' : 't'}` }]
}

const named = (process.env['COREGLOW_TEST_PYTHONS'] ?? '').split(delimiter).filter(Boolean)

/** One of each version, the oldest first: those on PATH by their usual names, and those at the paths in COREGLOW_TEST_PYTHONS. */
export const pythons: readonly Python[] = [
  ...new Map([...NAMES, ...named].flatMap(look).map((python) => [python.label, python])).values(),
].toSorted((python, other) => python.minor - other.minor)

export function start({ path }: Python) {
  return startProgram(path, ['-E', '-s', '-B', program])
}

/** Models that run any work, and that this one has. */
export function modelsOf({ minor }: Python): string[] {
  return ['sequential', 'threads', 'thread-pool', 'processes', 'process-pool', ...(minor < 12 ? [] : ['interpreters'])]
}
