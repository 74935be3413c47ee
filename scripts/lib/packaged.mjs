import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cli } from './paths.mjs'
import { Problem } from './run.mjs'

const PYTHON = process.platform === 'win32' ? 'python' : 'python3'

const inPackage = (program, resources) => [program, join(resources, 'app.asar', 'out', 'main', 'cli.js')]

/**
 * The terminal host from a package, by the package's own program as Node: the same engine, files and native modules as in the
 * window. An experiment, a watched program, and a card. @throws Problem
 */
export function checkTerminal(program, resources, folder) {
  const packaged = inPackage(program, resources)
  const python = spawnSync(PYTHON, ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).stdout.trim()
  const request = ['--runtime', python, '--seconds', '0.2', '--repeat', '1', '--json', join(folder, 'run.json')]
  coreglow(packaged, folder, 'run', 'io-wait', ...request)
  coreglow(packaged, folder, 'watch', '--', python, '-c', 'import time; time.sleep(1)')
  checkCard(program, resources, folder)
}

/**
 * The card of that run, which must be the one that the sources make: without its fonts a card has no text, and no error says so.
 * @throws Problem
 */
export function checkCard(program, resources, folder) {
  const cards = [inPackage(program, resources), [process.execPath, cli]].map((which, i) => {
    const card = join(folder, `card-${i}.png`)
    coreglow(which, folder, 'export', join(folder, 'run.json'), '--format', 'png', '--output', card)
    return pixelsOf(readFileSync(card))
  })
  if (!cards[0].equals(cards[1])) throw new Problem('The card of the package is not the card of the sources.')
}

function coreglow([command, script], folder, ...args) {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1', COREGLOW_DATA: join(folder, 'data') }
  const { status, stderr } = spawnSync(command, [script, ...args], { encoding: 'utf8', env })
  if (status !== 0) throw new Problem(`"coreglow ${args.join(' ')}" ended with ${status}: ${stderr}`)
}

/** The compressed pixels of a PNG: all its IDAT chunks. */
function pixelsOf(png) {
  const chunks = []
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const isPixels = png.toString('latin1', at + 4, at + 8) === 'IDAT'
    if (isPixels) chunks.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)))
  }
  return Buffer.concat(chunks)
}
