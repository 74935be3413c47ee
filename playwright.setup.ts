import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { PROBED_FOLDER, root } from './e2e/host.ts'

/** Asks the interpreters what they are, once for all tests: a dozen of them take seconds to start. */
export default function setup(): void {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'out', 'main', 'cli.js'), 'doctor', '--json'], {
    env: { ...process.env, COREGLOW_DATA: PROBED_FOLDER },
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`"coreglow doctor" ended with ${status}: ${stderr}`)
}
