import { readFileSync } from 'node:fs'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Runtime } from '../../contract/experiment.ts'
import { parseRow } from './process-tree.ts'

/** Whether it runs or could; a zombie that nobody has collected does not. */
export function lives(pid: number): boolean {
  try {
    if (process.platform === 'linux') return parseRow(pid, readFileSync(`/proc/${pid}/stat`, 'latin1')).state !== 'Z'
    return process.kill(pid, 0)
  } catch {
    return false
  }
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
