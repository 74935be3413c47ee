// `npm run check`: the gate. Every step runs, whatever the others said; a line for each, then what the failed ones printed.
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CHECK_REPORT, VITEST_REPORT } from './lib/reports.mjs'
import { root, toolFile } from './lib/paths.mjs'
import { main } from './lib/run.mjs'
import { ensureInstalled, requireNode } from './lib/setup.mjs'

const STEPS = [
  ['format', 'oxfmt', '--check'],
  ['lint', 'oxlint'],
  ['types: contract', 'typescript', '-p', 'tsconfig.contract.json'],
  ['types: node', 'typescript', '-p', 'tsconfig.node.json'],
  ['types: web', 'typescript', '-p', 'tsconfig.web.json'],
  ['types: e2e', 'typescript', '-p', 'tsconfig.e2e.json'],
  ['unused code', 'knip', '--no-progress'],
]
// Half of their time they wait for interpreters, so the other steps run beside them. What measures is at their end (vitest.config.ts).
const UNIT_TESTS = [
  'unit tests',
  'vitest',
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${VITEST_REPORT}`,
]

await main(async () => {
  requireNode()
  await ensureInstalled()
  const failed = []
  const perform = async ([title, ...step]) => {
    const startedAt = Date.now()
    const { ok, output } = step.length === 0 ? checkLock() : await runStep(step)
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
    console.log(`${ok ? 'ok    ' : 'FAILED'}  ${title}  (${seconds} s)`)
    if (ok) return
    failed.push(title)
    console.log(output.trimEnd())
  }
  const performOthers = async () => {
    for (const step of [['lock file'], ...STEPS]) await perform(step)
  }
  await Promise.all([perform(UNIT_TESTS), performOthers()])
  mkdirSync(dirname(CHECK_REPORT), { recursive: true })
  writeFileSync(CHECK_REPORT, JSON.stringify({ failed }))
  console.log(failed.length === 0 ? 'check: all good' : `check: ${failed.length} of ${STEPS.length + 2} steps failed`)
  return failed.length === 0 ? 0 : 1
})

function runStep([tool, ...args]) {
  const file = toolFile(tool, tool === 'typescript' ? 'tsc' : tool)
  const child = spawn(process.execPath, [file, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => output.push(data))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ ok: code === 0, output: String(Buffer.concat(output)) }))
  })
}

/** The lock file is everybody's: it names no registry of one machine. */
function checkLock() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const named = Object.keys(packages).filter((path) => packages[path].resolved?.includes('://'))
  return { ok: named.length === 0, output: `package-lock.json has a "resolved" address for: ${named.join(', ')}` }
}
