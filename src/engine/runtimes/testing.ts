import { readFileSync } from 'node:fs'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, onTestFinished } from 'vitest'
import type { Runtime } from '../../contract/experiment.ts'
import { testOptions } from '../testing.ts'
import { parseRow } from './process-tree.ts'
import { createRuntimes } from './runtimes.ts'
import type { Runtimes, Workload } from './workload.ts'

/** Whether it runs or could; a zombie that nobody has collected does not. */
export function lives(pid: number): boolean {
  try {
    if (process.platform === 'linux') return parseRow(pid, readFileSync(`/proc/${pid}/stat`, 'latin1')).state !== 'Z'
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Interpreters for the tests of one file, and the options that they were found with. All that was started in them ends with the tests. */
export function testRuntimes() {
  const options = testOptions()
  const runtimes = createRuntimes(options)
  afterAll(async () => {
    await runtimes.close()
    options.remove()
  })
  return { options, runtimes, start: (runtime: Runtime) => startFor(runtimes, runtime) }
}

/** A program for the length of one test. */
async function startFor(runtimes: Pick<Runtimes, 'start'>, runtime: Runtime): Promise<Workload> {
  const workload = await runtimes.start(runtime)
  onTestFinished(() => workload.kill())
  return workload
}

/** An oldest, a middle and a new CPython, as far as they are here, or else any. */
export function somePythons(runtimes: readonly Runtime[]): Runtime[] {
  const pythons = runtimes.filter(({ kind, status }) => kind === 'cpython' && status === 'ok')
  const wanted = ['3.8.', '3.11.', '3.13.'].flatMap(
    (prefix) => pythons.find(({ version }) => version.startsWith(prefix)) ?? [],
  )
  return wanted.length > 0 ? wanted : pythons.slice(0, 1)
}

/** Writes a shell script that passes for an interpreter; its events go to `>&3`. Returns its path. */
export async function fakeInterpreter(folder: string, name: string, script: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, `#!/bin/sh\n${script}\n`)
  await chmod(path, 0o755)
  return path
}
