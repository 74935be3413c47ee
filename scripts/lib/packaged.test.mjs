import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { shippedPackages } from './licences.mjs'
import { checkTerminal } from './packaged.mjs'
import { cli, root } from './paths.mjs'

const canRun = existsSync(cli) && process.platform !== 'win32' && spawnSync('python3', ['--version']).status === 0
const FONTS = ['400Regular/Inter_400Regular', '500Medium/Inter_500Medium', '600SemiBold/Inter_600SemiBold']

let folder
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'coreglow-layout-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The tree of a package, with folders for its archive and Node for Electron; the fonts in the "archive" are empty, as native code sees them. */
function assemble({ unpackFonts }) {
  const resources = join(folder, 'resources')
  const archive = join(resources, 'app.asar')
  cpSync(join(root, 'out'), join(archive, 'out'), { recursive: true })
  cpSync(join(root, 'package.json'), join(archive, 'package.json'))
  cpSync(join(root, 'workloads'), join(resources, 'workloads'), { recursive: true })
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const packages = shippedPackages(lock, root).map((path) => path.slice(root.length))
  for (const name of packages.filter(
    (path) => path.lastIndexOf('node_modules') === 0 && !path.includes('expo-google'),
  )) {
    mkdirSync(dirname(join(archive, name)), { recursive: true })
    symlinkSync(join(root, name), join(archive, name))
  }
  const inter = 'node_modules/@expo-google-fonts/inter'
  for (const font of FONTS) {
    mkdirSync(dirname(join(archive, inter, font)), { recursive: true })
    writeFileSync(join(archive, inter, `${font}.ttf`), '')
    if (unpackFonts)
      cpSync(join(root, inter, `${font}.ttf`), join(resources, 'app.asar.unpacked', inter, `${font}.ttf`))
  }
  writeFileSync(join(archive, inter, 'package.json'), '{"name":"@expo-google-fonts/inter"}')
  return resources
}

test.runIf(canRun)(
  'a package runs an experiment, watches a program, and draws a card with its text',
  { timeout: 120_000 },
  () => {
    const resources = assemble({ unpackFonts: true })
    expect(() => checkTerminal(process.execPath, resources, folder)).not.toThrow()
  },
)

test.runIf(canRun)('a package without its fonts is found out', { timeout: 120_000 }, () => {
  const resources = assemble({ unpackFonts: false })
  expect(() => checkTerminal(process.execPath, resources, folder)).toThrow(/card/)
})
