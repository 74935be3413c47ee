import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))
export const cache = join(root, 'node_modules', '.cache', 'coreglow')
export const cli = join(root, 'out', 'main', 'cli.js')

/** The JavaScript file behind a command of an installed package: runs on every system without a shell. */
export function toolFile(name, command = name) {
  const folder = join(root, 'node_modules', name)
  return join(folder, JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).bin[command])
}
