// One worker dies while the others go on. Amount: seconds that they go on after its death. Setting "way": how it dies.
import { execFileSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { getHeapStatistics } from 'node:v8'
import { now } from '../channel.mjs'

export const mayLoseWorkers = true

const VICTIM = 1
/** So that all have begun when it comes. */
const DEATH_AFTER_NS = 400_000_000
/** Numbers of a block of about 1 MB. */
const BLOCK = 131_072

export function setup() {
  return now() + DEATH_AFTER_NS
}

export async function run({ index, workUnits, params, shared: deathNs, report }) {
  await until(deathNs)
  if (index === VICTIM) {
    const needs = WAYS[params.way]()
    if (needs) report({ needs })
  } else {
    await sleep(workUnits * 1000)
  }
  return 'came to its end'
}

/** Returns at once where that is past: one that began late goes on as long as the others. */
function until(ns) {
  return sleep(Math.max(0, ns - now()) / 1e6)
}

/** Ways to die. One that comes back returns what it would have needed. */
const WAYS = {
  exception() {
    throw new Error('nobody catches this')
  },
  exit() {
    process.exit(3)
  },
  /** JavaScript cannot touch memory that is not its own: it sends itself the signal that would follow. */
  segfault() {
    if (process.platform === 'win32') return 'a system with signals'
    leaveNoCore()
    process.kill(process.pid, 'SIGSEGV')
    return undefined
  },
  kill() {
    process.kill(process.pid, 'SIGKILL')
  },
  /** Its heap has a limit (`heapMegabytes`): the machine does not feel it. */
  memory() {
    leaveNoCore()
    const most = (2 * getHeapStatistics().heap_size_limit) / (8 * BLOCK)
    const block = Array.from({ length: BLOCK }, () => 0.5)
    const kept = []
    while (kept.length < most) kept.push(block.slice())
    return `a limit that holds: ${kept.length} blocks of a megabyte fitted into it`
  },
}

/** 1 byte: too little for a file, and the size at which Linux does not call a crash reporter either. */
function leaveNoCore() {
  try {
    execFileSync('prlimit', ['--pid', `${process.pid}`, '--core=1:'], { stdio: 'ignore' })
  } catch {
    // another system, or one without prlimit
  }
}
