import { expect, test } from 'vitest'
import { ownProcesses } from './own-processes.ts'

test('each process of the app is named by what it does', () => {
  const metrics = [
    { pid: 1, type: 'Browser' },
    { pid: 2, type: 'Tab' },
    { pid: 3, type: 'GPU' },
    { pid: 4, type: 'Utility', name: 'Network Service', serviceName: 'network.mojom.NetworkService' },
    { pid: 5, type: 'Utility', name: 'Audio Service', serviceName: 'audio.mojom.AudioService' },
    { pid: 6, type: 'Zygote' },
  ] as const
  expect(ownProcesses(metrics).map(({ pid, name }) => `${pid} ${name}`)).toEqual([
    '1 app',
    '2 page',
    '3 gpu',
    '4 network',
    '5 audio service',
    '6 zygote',
  ])
})
