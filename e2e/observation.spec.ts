import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'valibot'
import { ObservationSchema, type Observation } from '../src/contract/observation.ts'
import { coreglow } from './exports.ts'
import { temporaryData, temporaryFolder } from './host.ts'
import { expect, test } from './test.ts'

/** Two threads and a child, which compute until their input ends. */
const PROGRAM = `
import subprocess, sys, threading
BUSY = "while True: sum(range(1000))"
child = subprocess.Popen([sys.executable, "-c", BUSY])
for name in ("one", "two"):
    threading.Thread(target=exec, args=(BUSY,), name=name, daemon=True).start()
sys.stdin.read()
child.kill()
child.wait()
`

let folder: string
let data: string
let program: ChildProcess
test.beforeEach(() => {
  ;[folder, data] = [temporaryFolder(), temporaryData()]
  program = spawn('python3', ['-c', PROGRAM], { stdio: ['pipe', 'ignore', 'inherit'] })
})
test.afterEach(() => {
  program.stdin?.end()
  for (const each of [folder, data]) rmSync(each, { recursive: true, force: true })
})

/** Records the program for a while; returns the id that the terminal prints. */
function record(): string {
  const { status, text } = coreglow(
    ['monitor', '--record', '--pid', String(program.pid), '--seconds', '2', '--title', 'Two threads and a child'],
    data,
  )
  expect([status, text]).toEqual([0, expect.stringContaining(`Recording python3 ${program.pid}.`)])
  return /^\d{8}T\d{6}Z-observation-\w+$/m.exec(text)![0]
}

test('the terminal records a program with its threads and its child, and exports it', () => {
  const id = record()
  const file = join(folder, 'observation.json')
  expect(coreglow(['export', id, '--format', 'json', '--output', file], data).status).toBe(0)
  expect(coreglow(['verify', file], data)).toMatchObject({ status: 0 })
  for (const format of ['csv', 'trace', 'html', 'svg', 'png', 'pdf']) {
    const output = join(folder, `observation.${format}`)
    expect([format, coreglow(['export', id, '--format', format, '--output', output], data).status]).toEqual([format, 0])
  }
  const { recording, durationSeconds } = readObservation(file)
  expect(durationSeconds).toBeGreaterThan(1)
  const watched = recording.tasks.filter(({ role }) => role === 'run')
  expect(watched.filter(({ kind }) => kind === 'process')).toHaveLength(2)
  expect(watched.filter(({ kind, pid }) => kind === 'thread' && pid === program.pid)).toHaveLength(3)
})

function readObservation(file: string): Observation {
  return parse(ObservationSchema, JSON.parse(readFileSync(file, 'utf8')))
}
