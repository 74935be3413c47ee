import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'

const script = `
  import { main } from ${JSON.stringify(new URL('run.mjs', import.meta.url))}
  process.once('SIGTERM', () => process.exit())
  await main(() => (console.log(process.pid), new Promise((resolve) => setTimeout(resolve, 60_000))))`

function isAlive(pid) {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** As npm does: through a shell that stays between. */
async function startByShell(env) {
  const command = '"$NODE" --input-type=module -e "$SCRIPT"; exit'
  const shell = spawn('sh', ['-c', command], {
    env: { ...process.env, NODE: process.execPath, SCRIPT: script, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [pid] = await once(shell.stdout, 'data')
  onTestFinished(() => isAlive(Number(pid)) && process.kill(Number(pid), 'SIGKILL'))
  return { shell, pid: Number(pid) }
}

test.skipIf(process.platform === 'win32')('a script ends when the shell that npm started it by is gone', async () => {
  const { shell, pid } = await startByShell({ npm_lifecycle_event: 'coreglow' })
  expect(isAlive(pid)).toBe(true)
  shell.kill('SIGKILL')
  await expect.poll(() => isAlive(pid), { timeout: 5000 }).toBe(false)
})
