import * as v from 'valibot'
import { expect, test } from 'vitest'
import { coresOfPart, describeLoad, type Load, type LoadPart, LoadSchema } from '../../contract/load.ts'
import type { CpuAccount, ProcessUsage } from '../monitor/cpu-account.ts'
import { attribute, otherLoadOf } from './load.ts'
import { result, worker } from '../../contract/testing.ts'

const S = 1e9

const used = (owner: ProcessUsage['owner'], name: string, seconds: number, pid = 0): ProcessUsage => ({
  pid,
  owner,
  name,
  cpuNs: seconds * S,
})

/** Ten seconds of two cores. */
function account(processes: readonly ProcessUsage[], change: Partial<CpuAccount> = {}, connected = false) {
  return {
    startNs: 0,
    endNs: 10 * S,
    busyNs: 0,
    interruptNs: 0,
    stealNs: 0,
    interruptsApart: true,
    samplerNs: NaN,
    processes,
    viewer: { connected },
    ...change,
  }
}

const programs = (load: Load, part: LoadPart['part']) =>
  Object.fromEntries(
    load.parts.find((candidate) => candidate.part === part)!.programs.map(({ name, cores }) => [name, cores]),
  )

test('every part has its own, the parts add up, and the record is valid', () => {
  const load = attribute(
    account(
      [
        used('run', 'python3', 6, 1),
        used('app', 'engine', 0.5),
        used('app', 'guard', 0.1),
        used('viewer', 'chromium', 2),
        used('other', 'sshd', 0.4),
        used('other', 'make', 0.6),
        used('kernel', 'kworker/0:1', 0.2),
        used('interrupts', 'ksoftirqd/0', 0.3),
      ],
      { busyNs: 10.5 * S, interruptNs: 0.3 * S, stealNs: 0.2 * S, samplerNs: 0.2 * S },
      true,
    ),
    [result('threads', 5, { workers: [worker(0, { cpuSeconds: 2.5 }), worker(1, { cpuSeconds: 2.5 })] })],
  )
  const cores = load.parts.map(({ part, cores: value }) => [part, Number(Number(value).toFixed(6))])
  expect(cores).toEqual([
    ['workers', 0.5],
    ['interpreters', 0.1],
    ['coreglow', 0.06],
    ['browser', 0.2],
    ['programs', 0.1],
    ['kernel', 0.02],
    ['interrupts', 0.03],
    ['hypervisor', 0.02],
  ])
  expect(load.unattributed).toBeCloseTo(0.02)
  expect(otherLoadOf(load)).toBeCloseTo(0.12)
  expect(programs(load, 'coreglow')).toEqual({ engine: expect.closeTo(0.03), sampler: 0.02, guard: 0.01 })
  expect(Object.keys(programs(load, 'programs'))).toEqual(['make', 'sshd'])
  expect(v.is(LoadSchema, JSON.parse(JSON.stringify(load)))).toBe(true)
  expect(describeLoad(load)).toContain('Your browser 0.20 (chromium 0.20); Other programs 0.10 (make 0.06, sshd 0.04)')
})

test('the interpreters are what the run used and no worker says of itself', () => {
  const load = attribute(
    account([
      used('run', 'python3', 1, 1),
      used('run', 'python3', 2.2, 2),
      used('run', 'resource tracker', 0.3, 3),
      used('run', 'python3', 0.5, 4),
    ]),
    [result('processes', 3, { pid: 1, workers: [worker(0, { pid: 2, cpuSeconds: 2 })] })],
  )
  expect(coresOfPart(load, 'workers')).toBeCloseTo(0.2)
  expect(programs(load, 'interpreters')).toEqual({
    'main process': expect.closeTo(0.1),
    python3: expect.closeTo(0.05),
    'resource tracker': expect.closeTo(0.03),
    'worker process': expect.closeTo(0.02),
  })
})

test('tasks of an event loop cannot say what they used: it is what their trial used', () => {
  const tasks = [0, 1].map((index) => worker(index, { cpuSeconds: undefined, cpuMissing: 'one thread' }))
  const load = attribute(account([used('run', 'python3', 3, 1)]), [
    result('asyncio', 3, { cpuSeconds: 2, workers: tasks }),
  ])
  expect(coresOfPart(load, 'workers')).toBeCloseTo(0.2)
  expect(coresOfPart(load, 'interpreters')).toBeCloseTo(0.1)
})

test('workers used no more than the run did, whatever they say', () => {
  const load = attribute(account([used('run', 'python3', 1, 1)]), [
    result('threads', 3, { workers: [worker(0, { cpuSeconds: 1.01 })] }),
  ])
  expect(coresOfPart(load, 'workers')).toBeCloseTo(0.1)
  expect(coresOfPart(load, 'interpreters')).toBe(0)
})

test('a kernel that charges interrupts to programs too leaves only the others as their own', () => {
  const mixed = { interruptsApart: false, interruptNs: S, busyNs: 2.4 * S }
  expect(coresOfPart(attribute(account([used('other', 'nginx', 2)], mixed), []), 'interrupts')).toBeCloseTo(0.04)
  expect(coresOfPart(attribute(account([used('other', 'nginx', 3)], mixed), []), 'interrupts')).toBe(0)
})

test('no page, no browser; one that shows it somewhere else is missing with the reason', () => {
  expect(attribute(account([]), []).parts.map(({ part }) => part)).not.toContain('browser')
  const viewer = { connected: true, missing: 'the page is shown on another machine' }
  const load = attribute({ ...account([]), viewer }, [])
  expect(load.parts.find(({ part }) => part === 'browser')?.cores).toEqual({ missing: viewer.missing })
  expect(coresOfPart(attribute(account([], {}, true), []), 'browser')).toBe(0)
})

test('in a container the rest is other load, and the kernel is missing with the reason', () => {
  const load = attribute(
    account([used('other', 'sh', 1)], { busyNs: 9 * S, hidden: 'Coreglow runs in a container' }),
    [],
  )
  expect(otherLoadOf(load)).toBeCloseTo(0.9)
  expect(load.parts.find(({ part }) => part === 'kernel')?.cores).toEqual({ missing: 'Coreglow runs in a container' })
})
