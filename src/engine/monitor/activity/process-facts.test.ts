import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import { allowedCores, handlesSignals, readProcessFacts } from './process-facts.ts'

/** Writes a million bytes in ten calls and fills 20 MB; then waits for standard input to end. */
const PROGRAM = `
import os, sys
sink = os.open(os.devnull, os.O_WRONLY)
print('before', flush=True)
sys.stdin.readline()
for _ in range(10): os.write(sink, bytes(100_000))
memory = bytearray(b'1') * 20_000_000
if hasattr(os, 'sched_setaffinity'): os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
print('after', flush=True)
sys.stdin.readline()
`

const started: ChildProcess[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

test.skipIf(!existsSync('/proc/self/io'))('counts what a program writes, keeps and may use', async () => {
  const child = spawn('python3', ['-c', PROGRAM], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  started.push(child)
  const lines = createInterface({ input: child.stdout })
  await once(lines, 'line')
  const before = readProcessFacts(child.pid!, true)!
  child.stdin.write('go\n')
  await once(lines, 'line')
  const after = readProcessFacts(child.pid!, true)!

  expect(after.writtenBytes - before.writtenBytes).toBeGreaterThanOrEqual(1_000_000)
  expect(after.writtenBytes - before.writtenBytes).toBeLessThan(1_001_000)
  expect(after.writes - before.writes).toBeGreaterThanOrEqual(11)
  expect(after.writes - before.writes).toBeLessThan(20)
  expect(after.privateBytes - before.privateBytes).toBeGreaterThan(10_000_000) // a system that is short of memory takes some of it back
  expect(after.affinity).toBe(1)
  expect(before.swappedBytes).toBeGreaterThanOrEqual(0)
  expect(after.majorFaults).toBeGreaterThanOrEqual(before.majorFaults)
  expect(after.quota).toBeGreaterThan(0)
})

test.skipIf(!existsSync('/proc/self/io'))('memory and limits are unknown between their readings', () => {
  const facts = readProcessFacts(process.pid, false)!
  expect(facts.readBytes).toBeGreaterThan(0)
  expect([facts.privateBytes, facts.sharedBytes, facts.quota, facts.throttledNs]).toEqual([NaN, NaN, NaN, NaN])
})

test('of a process that is not there, there are none', () => {
  expect(readProcessFacts(2 ** 30, true)).toBeUndefined()
})

test.each([
  ['0-1', '0-1', 2],
  ['0-127', '0-3', 4],
  ['0,2,4-5', '0-7', 4],
  ['3', undefined, 1],
])('cores allowed %s of %s are %d', (allowed, online, cores) => {
  expect(allowedCores(`Name:\tx\nCpus_allowed_list:\t${allowed}\nThreads:\t1\n`, online)).toBe(cores)
})

test.each([
  ['0000000000000002', false], // SIGINT, as Python has it
  ['0000000000004002', true], // SIGTERM
  ['0000000180000000', false], // the C library's own
])('signals handled %s: a program is told things by them: %s', (caught, expected) => {
  expect(handlesSignals(`SigIgn:\t0000000001001000\nSigCgt:\t${caught}\n`)).toBe(expected)
  expect(handlesSignals('Name:\tx\n')).toBeUndefined()
})

test('cores are unknown where the list is missing', () => {
  expect(allowedCores('Name:\tx\n', '0-3')).toBeNaN()
})
