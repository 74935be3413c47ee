import { expect, test } from 'vitest'
import { ownCpu } from './observe.ts'

test("Coreglow's CPU time is that of all its processes, by name", () => {
  const processes = [
    { pid: 1, name: 'engine', owner: 'app', cpuNs: 2.1e9 },
    { pid: 2, name: 'page', owner: 'app', cpuNs: 1e9 },
    { pid: 3, name: 'page', owner: 'app', cpuNs: 0.5e9 },
    { pid: 4, name: 'gpu', owner: 'app', cpuNs: 0.25e9 },
    { pid: 5, name: 'make', owner: 'other', cpuNs: 9e9 },
  ] as const
  expect(ownCpu({ processes }, 2)).toEqual({
    ownCpuSeconds: 3.75,
    ownProcesses: [
      { name: 'engine', cpuSeconds: 2 },
      { name: 'page', cpuSeconds: 1.5 },
      { name: 'gpu', cpuSeconds: 0.25 },
    ],
  })
})

test('where processes cannot be counted, it is what the engine says of itself', () => {
  const missing = 'needs Linux /proc'
  expect(ownCpu({ missing }, 2)).toEqual({ ownCpuSeconds: 2, ownProcesses: { missing } })
})
