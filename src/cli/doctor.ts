import type { Runtime } from '../contract/experiment.ts'
import type { Machine } from '../contract/procedures.ts'
import { formatBytes } from '../contract/text.ts'
import { table, type Io } from './io.ts'
import { withEngine } from './session.ts'

export async function doctor({ json = false }: { readonly json?: boolean }, io: Io): Promise<void> {
  const { machine, runtimes, preferred } = await withEngine(io, async (client) => ({
    machine: await client.call('machine', {}),
    ...(await client.call('runtimes', {})),
  }))
  if (json) return void io.stdout.write(`${JSON.stringify({ machine, runtimes, preferred }, undefined, 2)}\n`)
  io.stdout.write(
    [describeMachine(machine), describeRuntimes(runtimes, preferred), describeSources(machine)].join('\n'),
  )
  if (machine.advice.length > 0) io.stdout.write(`\n${machine.advice.map((sentence) => `- ${sentence}\n`).join('')}`)
}

function describeMachine({ os, cpuModel, cores, usableCores, memoryBytes, dataFolder, limits }: Machine): string {
  return table([
    ['SYSTEM', os],
    ['CPU', `${cpuModel}, ${cores} cores, ${usableCores} usable`],
    ['MEMORY', formatBytes(memoryBytes)],
    ['DATA', dataFolder],
    [
      'LIMITS',
      `${limits.maxWorkers} workers, ${limits.maxSeconds} s, ${limits.maxRepeat} repeats, ${limits.maxRate} samples per second`,
    ],
  ])
}

function describeRuntimes(runtimes: readonly Runtime[], preferred: string): string {
  const rows = runtimes.map((runtime) => [
    `${runtime.id === preferred ? '* ' : '  '}${runtime.id}`,
    runtime.label,
    runtime.status === 'ok' ? availableModels(runtime) : `${runtime.status}: ${runtime.reason ?? 'reason unknown'}`,
    runtime.path,
  ])
  return table([['  RUNTIME', 'NAME', 'CAN RUN', 'PATH'], ...rows])
}

function availableModels({ models }: Runtime): string {
  return models
    .filter(({ available }) => available)
    .map(({ id }) => id)
    .join(',')
}

function describeSources({ sources }: Machine): string {
  const rows = sources.map(({ field, source, available, reason }) => [
    field,
    available ? source : `not available: ${reason ?? source}`,
  ])
  return table([['MONITOR', 'READ FROM'], ...rows])
}
