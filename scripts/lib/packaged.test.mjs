import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openArchive, writeArchive } from './asar/archive.mjs'
import { shippedPackages } from './licences.mjs'
import { checkCard, checkTerminal } from './packaged.mjs'
import { cli, root } from './paths.mjs'

const canRun = existsSync(cli) && process.platform !== 'win32' && spawnSync('python3', ['--version']).status === 0
const READER = join(import.meta.dirname, 'asar', 'reader.mjs')

let folder
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'coreglow-layout-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The globs below a key of electron-builder.yml. */
function globs(key) {
  const list = new RegExp(`^${key}:\\n((?:  - .*\\n)+)`, 'm').exec(
    readFileSync(join(root, 'electron-builder.yml'), 'utf8'),
  )[1]
  return list
    .trim()
    .split('\n')
    .map((line) => line.replace(/^ *- '?|'$/g, ''))
}

function asPattern(glob) {
  const signs = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '{': '(?:', '}': ')', ',': '|', '.': '\\.' }
  return new RegExp(`^${glob.replaceAll(/\*\*\/|\*\*|[*{},.]/g, (sign) => signs[sign])}$`)
}

/** The tree of a package without Electron: the archive of the real build and its packages, what is unpacked, and what lies beside. */
function assemble() {
  const resources = join(folder, 'resources')
  mkdirSync(resources)
  cpSync(join(root, 'workloads'), join(resources, 'workloads'), { recursive: true })
  const patterns = globs('asarUnpack').map(asPattern)
  const files = {}
  for (const name of packed()) {
    const content = readFileSync(join(root, name))
    const isUnpacked = patterns.some((pattern) => pattern.test(name))
    files[name] = { size: content.length, content: isUnpacked ? undefined : content }
    if (!isUnpacked) continue
    const beside = join(resources, 'app.asar.unpacked', name)
    mkdirSync(dirname(beside), { recursive: true })
    copyFileSync(join(root, name), beside)
  }
  writeArchive(join(resources, 'app.asar'), files)
  return resources
}

/** Paths of what goes into the archive: the build and the packages that are shipped, without those inside them that are not. */
function packed() {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const folders = ['out', ...shippedPackages(lock, root).map((path) => path.slice(root.length))]
  return ['package.json', ...folders.flatMap(filesIn)]
}

function filesIn(path) {
  return readdirSync(join(root, path), { withFileTypes: true }).flatMap((entry) => {
    const inner = `${path}/${entry.name}`
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesIn(inner)
    return entry.isFile() ? [inner] : []
  })
}

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`

/** Node that reads archives, as a program of its own: children and threads have it too. */
function program() {
  const file = join(folder, 'electron-as-node')
  const lines = ['#!/bin/sh', `export COREGLOW_ASAR_PROGRAM=${quoted(file)}`]
  writeFileSync(file, `${lines.join('\n')}\nexec ${quoted(process.execPath)} --import ${quoted(READER)} "$@"\n`)
  chmodSync(file, 0o755)
  return file
}

test('an archive is read as it was written', () => {
  const path = join(folder, 'app.asar')
  const content = Buffer.from('text')
  writeArchive(path, { 'a/b.txt': { size: 4, content }, 'a/c.node': { size: 9 }, d: { size: 4, content } })
  const archive = openArchive(path)
  expect(archive.read(archive.find('a/b.txt')).toString()).toBe('text')
  expect(archive.find('a/c.node')).toEqual({ size: 9, unpacked: true })
  expect(Object.keys(archive.find('a').files)).toEqual(['b.txt', 'c.node'])
  expect([archive.find('x'), archive.find('d/x')]).toEqual([undefined, undefined])
  archive.close()
})

test.runIf(canRun)(
  'from its archive a package runs an experiment, watches a program, and draws a card with its text; without its fonts it is found out',
  { timeout: 120_000 },
  () => {
    const resources = assemble()
    expect(() => checkTerminal(program(), resources, folder)).not.toThrow()
    rmSync(join(resources, 'app.asar.unpacked', 'node_modules', '@expo-google-fonts'), { recursive: true })
    expect(() => checkCard(program(), resources, folder)).toThrow(/not the card/)
  },
)
