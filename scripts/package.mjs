// `npm run package`: installers for this system, in dist/, with their checksums. See docs/desktop.md.
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { electronMirror } from './lib/electron.mjs'
import { licencesText, shippedPackages } from './lib/licences.mjs'
import { root } from './lib/paths.mjs'
import { main, ON_STDERR, Problem, run } from './lib/run.mjs'
import { ensureReady } from './lib/setup.mjs'

/** Not among the packages that everybody installs: 300 more, for those who make installers. */
const BUILDER = 'electron-builder@26.17.0'
const ANSWER_MS = 20_000
const dist = join(root, 'dist')
const readJson = (name) => JSON.parse(readFileSync(join(root, name), 'utf8'))

await main(async (args) => {
  await checkDownload()
  await ensureReady()
  mkdirSync(dist, { recursive: true })
  writeFileSync(join(dist, 'licences.txt'), licencesText(shippedPackages(readJson('package-lock.json'), root)))
  const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx'
  const builder = ['--yes', BUILDER, '--publish', 'never', ...args]
  const code = await run(npx, builder, { ...ON_STDERR, shell: process.platform === 'win32' })
  if (code !== 0) throw new Problem(`electron-builder failed (exit code ${code}): see above.`)
  writeFileSync(join(dist, 'SHA256SUMS'), checksums())
})

/** @throws Problem with what packaging needs, where Electron's program cannot be downloaded */
async function checkDownload() {
  const { version } = readJson('node_modules/electron/package.json')
  const address = `${electronMirror()}v${version}/electron-v${version}-${process.platform}-${process.arch}.zip`
  const answer = await fetch(address, { method: 'HEAD', signal: AbortSignal.timeout(ANSWER_MS) }).catch((error) => ({
    ok: false,
    status: error.cause?.code ?? error.message,
  }))
  if (answer.ok) return
  throw new Problem(
    `Packaging needs Electron ${version}, which cannot be downloaded from ${new URL(address).origin} (${answer.status}); ELECTRON_MIRROR names another place.`,
  )
}

function checksums() {
  const files = readdirSync(dist).filter((name) => /\.(AppImage|deb|dmg|exe)$/.test(name))
  return files
    .map(
      (name) =>
        `${createHash('sha256')
          .update(readFileSync(join(dist, name)))
          .digest('hex')}  ${name}\n`,
    )
    .join('')
}
