import { access, realpath, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Identity of an interpreter, equal for all of its names. A virtual environment counts as another interpreter than its base. */
export async function identityOf(path: string): Promise<string> {
  const prefix = dirname(dirname(path))
  const isVenv = await exists(join(prefix, 'pyvenv.cfg'))
  return await realpath(isVenv ? prefix : path).catch(() => path)
}

/** Stamp that changes with the file. */
export async function stampOf(path: string): Promise<string> {
  const file = await stat(path).catch(() => undefined)
  return file ? `${file.mtimeMs} ${file.size}` : 'missing'
}

export async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}
