import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'valibot'
import { ProgramRecordSchema, type ProgramRecord } from '../src/contract/program.ts'
import type { TraceEvent } from '../src/engine/export/trace.ts'
import { coreglow } from './exports.ts'
import { startHost, temporaryData, temporaryFolder } from './host.ts'
import { exported, on } from './screen.ts'
import { collectComplaints, expect, openApp, test } from './test.ts'

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
  for (const path of [folder, data]) rmSync(path, { recursive: true, force: true })
})

/** Records the program for a while; returns the id that the terminal prints. */
function record(): string {
  const { status, text } = coreglow(
    ['watch', '--pid', String(program.pid), '--seconds', '2', '--title', 'Two threads and a child'],
    data,
  )
  expect([status, text]).toEqual([0, expect.stringContaining(`Watching python3 ${program.pid}.`)])
  return /^Kept as (\d{8}T\d{6}Z-program-\w+):/m.exec(text)![1]!
}

test('the terminal records a program with its threads and its child, and exports it', () => {
  const id = record()
  const file = join(folder, 'record.json')
  expect(coreglow(['export', id, '--format', 'json', '--output', file], data).status).toBe(0)
  expect(coreglow(['verify', file], data)).toMatchObject({ status: 0 })
  for (const format of ['csv', 'trace', 'html', 'svg', 'png', 'pdf']) {
    const output = join(folder, `record.${format}`)
    expect([format, coreglow(['export', id, '--format', format, '--output', output], data).status]).toEqual([format, 0])
  }
  const { recording, wallSeconds } = readRecord(file)
  expect(wallSeconds).toBeGreaterThan(1)
  const watched = recording.tasks.filter(({ role }) => role === 'run')
  expect(watched.filter(({ kind }) => kind === 'process')).toHaveLength(2)
  expect(watched.filter(({ kind, pid }) => kind === 'thread' && pid === program.pid)).toHaveLength(3)
})

function readRecord(file: string): ProgramRecord {
  return parse(ProgramRecordSchema, JSON.parse(readFileSync(file, 'utf8')))
}

test('the page lists it, opens it, replays it and exports it', async ({ page, complaints }) => {
  const id = record()
  const host = await startHost({ dataFolder: data })
  collectComplaints(page, complaints)
  await openApp(page, host)
  await page.getByRole('button', { name: 'All runs' }).click()
  const row = page.getByRole('table', { name: 'All runs' }).getByRole('row', { name: 'Two threads and a child' })
  await expect(row).toContainText(`python3 ${program.pid}`)
  await row.getByRole('button', { name: 'Two threads and a child', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Two threads and a child' })).toBeVisible()
  await expect(page.getByText(`PID ${program.pid}`)).toBeVisible()
  await expect(on(page).results).toHaveCount(0)
  await expect(page.getByRole('region', { name: 'Verdict' })).toHaveCount(0)
  await expect(
    on(page)
      .tasks.getByRole('row')
      .filter({ hasText: String(program.pid) }),
  ).not.toHaveCount(0)

  const bar = page.getByRole('toolbar', { name: 'Replay' })
  await bar.getByRole('button', { name: 'Replay' }).click()
  await expect(bar.getByRole('slider', { name: 'Position in the run' })).toBeVisible()
  await expect.poll(() => bar.getByRole('status').textContent()).toMatch(/^[1-9]\.\d of |^0\.[5-9] of /)
  await bar.getByRole('button', { name: 'Whole run' }).click()

  const [json] = await exported(page, 'JSON')
  expect(parse(ProgramRecordSchema, JSON.parse(json!.bytes.toString())).id).toBe(id)
  const [trace] = await exported(page, 'Perfetto trace')
  const { traceEvents } = JSON.parse(trace!.bytes.toString()) as { readonly traceEvents: readonly TraceEvent[] }
  const threads = traceEvents.filter(({ name, pid }) => name === 'thread_name' && pid === program.pid)
  expect(threads.length).toBeGreaterThanOrEqual(3)
  await host.end()
})
