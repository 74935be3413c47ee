import { access, realpath, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Equal for all the names of one interpreter. A virtual environment is one of its own, though its file is its base's. */
export async function identityOf(path: string): Promise<string> {
  const prefix = dirname(dirname(path))
  const isVenv = await exists(join(prefix, 'pyvenv.cfg'))
  return await realpath(isVenv ? prefix : path).catch(() => path)
}

/** Changes when the file does. */
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
