import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { build } from 'vite'
import { sampleRun } from '../../e2e/fixtures/sample-run.ts'
import type { Run } from '../contract/run.ts'
import { createArchive } from './archive/archive.ts'
import { UNFINISHED, writeAtomically } from './atomic-write.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coreglow-atomic-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A program that keeps the same run again and again, and says when it begins. */
async function keeper(dataFolder: string, run: Run): Promise<string> {
  const input = fileURLToPath(new URL('archive/archive.ts', import.meta.url))
  const output = { outDir: folder, rollupOptions: { input: { archive: input } } }
  await build({ configFile: false, logLevel: 'error', ssr: { noExternal: true }, build: { ssr: true, ...output } })
  writeFileSync(join(folder, 'run.json'), JSON.stringify(run))
  const program = join(folder, 'keeper.mjs')
  const loop = `import { readFileSync } from 'node:fs'
    import { createArchive } from './archive.js'
    const run = JSON.parse(readFileSync(new URL('run.json', import.meta.url), 'utf8'))
    const archive = createArchive(${JSON.stringify(dataFolder)})
    process.stdout.write('begun')
    for (;;) await archive.keep(run)`
  writeFileSync(program, loop)
  return program
}

test('a session that is killed while it saves leaves a whole run or none', async () => {
  const run = sampleRun({ repeat: 2, seconds: 4 })
  const dataFolder = join(folder, 'data')
  const program = await keeper(dataFolder, run)
  for (let round = 0; round < 20; round++) {
    const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] })
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
    await sleep(Math.random() * 40)
    child.kill('SIGKILL')
    await once(child, 'close')
    expect(child.signalCode).toBe('SIGKILL')
    const listed = await createArchive(dataFolder).list()
    expect(listed.filter((one) => one.status !== 'finished')).toEqual([])
  }
  await createArchive(dataFolder).keep(run)
  expect(await createArchive(dataFolder).read(run.id)).toEqual(run)
  expect(readdirSync(join(dataFolder, 'runs'))).toEqual([`${run.id}.json.gz`])
})

test('what cannot be written leaves nothing behind', async () => {
  mkdirSync(join(folder, 'taken'))
  await expect(writeAtomically(join(folder, 'taken'), new Uint8Array(9))).rejects.toThrow(/EISDIR|EEXIST|EPERM/)
  expect(readdirSync(folder)).toEqual(['taken'])
})

test('what a living process is writing is left alone', async () => {
  const mine = `.x.${process.pid}${UNFINISHED}`
  writeFileSync(join(folder, mine), '')
  await writeAtomically(join(folder, 'y'), new Uint8Array(9))
  expect(readdirSync(folder)).toEqual([mine, 'y'])
})
