import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { nowNs } from '../../src/engine/host/clock.ts'
import { createEvidenceCollector } from '../../src/engine/diagnosis/collector.ts'
import { diagnose } from '../../src/engine/diagnosis/diagnose.ts'
import type { Evidence } from '../../src/engine/diagnosis/evidence.ts'
import { createActivityMonitor } from '../../src/engine/monitor/activity/activity-monitor.ts'
import { createMonitor } from '../../src/engine/monitor/monitor.ts'

/**
 * Watches a command and writes the evidence down, with what is diagnosed from it; or reads evidence that was written down
 * and diagnoses that. For tuning rules. Started by `scripts/evidence.mjs`, which builds it.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string' }, out: { type: 'string' }, from: { type: 'string' } },
})

if (values.from === undefined) await watch(positionals)
else show(fromText(readFileSync(values.from, 'utf8')))
process.exit()

async function watch([program, ...args]: readonly string[]): Promise<void> {
  if (program === undefined) throw new Error('Usage: node scripts/evidence.mjs [--seconds S] [--out FILE] -- COMMAND')
  const monitor = createMonitor({
    sampler: new URL('sampler.js', import.meta.url),
    ownProcesses: () => [{ pid: process.pid, name: 'evidence' }],
  })
  const activity = createActivityMonitor({ thread: new URL('activity.js', import.meta.url) })
  monitor.listen(20, {}) // warms the thread up, so that the program's beginning is seen
  await sleep(200)
  const startNs = nowNs()
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'pipe'], detached: true })
  const root = child.pid!
  const collector = createEvidenceCollector({ root, attached: false, startNs })
  child.stderr.on('data', (chunk: Buffer) => {
    process.stderr.write(chunk)
    collector.wrote(chunk.toString().trimEnd().split('\n'))
  })
  monitor.listen(20, {
    ...collector.onMonitor,
    onTasks: (tasks, generation, reset) => {
      collector.onMonitor.onTasks(tasks, generation, reset)
      for (const { kind, role, pid, startTime, endedNs } of tasks)
        if (kind === 'process' && role === 'run' && endedNs === undefined) activity.follow({ pid, startTime })
    },
    onWarning: (warning) => console.error(warning),
  })
  activity.listen({ ...collector.onActivity, onWarning: (warning) => console.error(warning) })
  monitor.watch({ pid: root, role: 'run' })
  const byCoreglow = await ended(child, Number(values.seconds ?? 60))
  collector.exited(root, exitOf(child, byCoreglow))
  await sleep(300) // the last frames and windows
  console.error(await activity.report())
  const evidence = collector.evidence()
  if (values.out !== undefined) writeFileSync(values.out, toText(evidence))
  show(evidence)
}

/** @returns whether it was ended here because its time was over */
async function ended(child: ChildProcess, seconds: number): Promise<boolean> {
  const exit = once(child, 'exit')
  const late = await Promise.race([exit.then(() => false), sleep(seconds * 1000, true, { ref: false })])
  if (late) process.kill(-child.pid!, 'SIGKILL') // it leads a group of its own
  await exit
  return late
}

function exitOf({ exitCode, signalCode }: ChildProcess, byCoreglow: boolean) {
  return signalCode === null ? { code: exitCode ?? 0 } : { signal: signalCode, byCoreglow }
}

function show(evidence: Evidence): void {
  console.log(JSON.stringify(diagnose(evidence), undefined, 2))
}

/** JSON, with the numbers that it has no form for as text. */
function toText(evidence: Evidence): string {
  return JSON.stringify(evidence, written, 1)
}

function fromText(text: string): Evidence {
  const evidence: Evidence = JSON.parse(text, read)
  return evidence
}

function written(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value
}

function read(_key: string, value: unknown): unknown {
  return value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? Number(value) : value
}
