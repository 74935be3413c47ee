import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { coreColumns, taskColumns } from '../src/contract/frame-columns.ts'
import { decodeFrame, encodeFrame } from '../src/contract/frame-encoding.ts'
import type { Frame } from '../src/contract/frame.ts'
import { createHostBook } from '../src/engine/lab/host-book.ts'
import { parseEvent } from '../src/engine/runtimes/program-events.ts'
import type { HostEvent } from '../src/engine/runtimes/workload.ts'
import { median, report } from './lib/bench.ts'

const HOSTS = 100
const CORES = 64
const THREADS = 64
const RATE = 10
const SECONDS = 60
const ROUNDS = 51

/** What grows with hosts, cores, tasks and minutes: docs/scale.md has these figures. */
export async function bench(): Promise<void> {
  frames()
  lines()
  records()
  tasks()
}

/** All cores of all hosts in one frame of the page's protocol. */
function frames(): void {
  const frame: Frame = {
    generation: 1,
    seq: 1,
    tNs: 1,
    lateNs: 0,
    missed: 0,
    cores: coreColumns(HOSTS * CORES),
    tasks: taskColumns(HOSTS * THREADS),
  }
  const bytes = encodeFrame(frame)
  const took = Array.from({ length: ROUNDS }, () => milliseconds(() => decodeFrame(bytes)))
  const what = `a frame of ${HOSTS * CORES} cores and ${HOSTS * THREADS} tasks, decoded`
  report(what, `${median(took).toFixed(3)} ms, ${(bytes.length / 1e6).toFixed(2)} MB`, 'under 5 ms')
}

/** What one host sends each second, and what all of them cost the engine. */
function lines(): void {
  const line = lineOf('host1', 0)
  const took = Array.from({ length: ROUNDS }, () => milliseconds(() => parseEvent(line)))
  const share = (median(took) * HOSTS) / 1000
  report(
    `samples of ${CORES} cores and ${THREADS} threads, a line a second`,
    `${(line.length / 1000).toFixed(1)} kB, read in ${median(took).toFixed(2)} ms; ${HOSTS} hosts take ${share.toFixed(2)} of a core`,
    'at most 65.5 kB, 0.5 of a core',
  )
}

/** A minute of all hosts in the record. */
function records(): void {
  const before = heldBytes()
  const book = createHostBook()
  const all = milliseconds(() => {
    for (let second = 0; second < SECONDS; second++)
      for (let host = 0; host < HOSTS; host++) book.take(samplesOf(`host${host}`, second))
  })
  const held = (heldBytes() - before) / 1e6
  const text = JSON.stringify(book.hosts()).length / 1e6
  report(
    `${SECONDS} s of ${HOSTS} hosts`,
    `${held.toFixed(0)} MB in memory, ${text.toFixed(0)} MB as JSON, added in ${(all / 1000).toFixed(2)} s`,
    'at most 500 MB as JSON, which is the longest text that Node can make',
  )
}

/** Tasks through a cluster of this machine, where an interpreter has one. */
function tasks(): void {
  const { stdout, status } = spawnSync('/usr/bin/python3', [resolve('bench/programs/cluster.py')], { encoding: 'utf8' })
  console.log(status === 0 ? stdout.trim() : 'Tasks of a cluster: skipped, no distributed in /usr/bin/python3.')
}

function lineOf(host: string, second: number): string {
  const { type: ev, ...samples } = samplesOf(host, second)
  return JSON.stringify({ ev, ...samples })
}

function samplesOf(host: string, second: number): HostEvent & { readonly type: 'host-samples' } {
  const shares = (percent: number) => Array.from({ length: RATE }, () => Array.from({ length: CORES }, () => percent))
  const startNs = second * 1e9
  return {
    type: 'host-samples',
    host,
    tNs: Array.from({ length: RATE }, (_, frame) => startNs + (frame * 1e9) / RATE),
    busy: shares(97),
    iowait: shares(0),
    steal: shares(0),
    tasks: Array.from({ length: THREADS }, (_, index) => [index, 6, 13 + index, 2_811_964, 'python3'] as const),
    rows: Array.from({ length: RATE * THREADS }, (_, row) => {
      const thread = row % THREADS
      return [Math.floor(row / THREADS), thread, 'R', thread, startNs + row] as const
    }),
    cpuNs: 3e6,
  }
}

function milliseconds(work: () => unknown): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

setFlagsFromString('--expose_gc')
const collect: () => void = runInNewContext('gc')

function heldBytes(): number {
  collect()
  return process.memoryUsage().heapUsed
}
