// `node scripts/smoke.mjs PROGRAM`: what a packaged desktop app must do on a machine that has nothing of ours. See docs/desktop.md.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { checkTerminal } from './lib/packaged.mjs'
import { main, Problem } from './lib/run.mjs'
import { ensureReady } from './lib/setup.mjs'

const START_MS = 60_000
const QUIT_MS = 20_000

await main(async ([given = '']) => {
  const program = resolve(given)
  if (!existsSync(program)) throw new Problem(`There is no packaged app at ${program}.`)
  await ensureReady()
  const folder = mkdtempSync(join(tmpdir(), 'coreglow-smoke-'))
  try {
    const resources = join(dirname(program), process.platform === 'darwin' ? '../Resources' : 'resources')
    checkTerminal(program, resources, folder)
    console.log('ok  experiment, watch, card')
    await checkWindow(program, folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

async function checkWindow(program, folder) {
  const port = await freePort()
  const env = { ...process.env, COREGLOW_DATA: join(folder, 'data') }
  const app = spawn(program, [`--remote-debugging-port=${port}`], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = new Promise((settle) => app.once('exit', settle))
  try {
    const { chromium } = await import('playwright')
    const page = await within(START_MS, 'The window has not opened', async () => {
      const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`)
      return browser
        .contexts()[0]
        .pages()
        .find((candidate) => candidate.url().startsWith('app://'))
    })
    await page.getByRole('button', { name: 'Run', exact: true }).first().waitFor({ timeout: START_MS })
    console.log('ok  start')
    if (process.platform === 'win32') await page.evaluate(() => window.close()).catch(() => undefined)
    else app.kill('SIGTERM')
    const code = await Promise.race([ended, sleep(QUIT_MS, 'late')])
    if (code === 'late') throw new Problem(`The app has not quit within ${QUIT_MS / 1000} s.`)
    await within(QUIT_MS, 'Processes of the app are left', () => !processes().includes(program))
    console.log('ok  quit')
  } finally {
    app.kill('SIGKILL')
  }
}

async function within(ms, what, look) {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(500)) {
    const found = await Promise.resolve()
      .then(look)
      .catch(() => undefined)
    if (found) return found
  }
  throw new Problem(`${what} within ${ms / 1000} s.`)
}

function processes() {
  const [command, args] =
    process.platform === 'win32'
      ? ['powershell', ['-Command', 'Get-Process | ForEach-Object { $_.Path }']]
      : ['ps', ['-eo', 'args']]
  // This script's own arguments name the program too.
  return spawnSync(command, args, { encoding: 'utf8' })
    .stdout.split('\n')
    .filter((line) => !line.includes('smoke.mjs'))
    .join('\n')
}

function freePort() {
  return new Promise((settle) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => settle(port))
    })
  })
}
