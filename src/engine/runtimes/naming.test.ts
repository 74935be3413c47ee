import { expect, test } from 'vitest'
import { nameAll, type Found } from './naming.ts'

const BUILT_IN: Found = {
  kind: 'node',
  path: '/opt/coreglow',
  identities: ['1'],
  foundAs: [],
  isBuiltIn: true,
  probed: {
    status: 'ok',
    description: {
      ev: 'describe',
      implementation: 'Node.js',
      version: '24.1.0',
      executable: '/opt/coreglow',
      gilEnabled: false,
      freeThreadedBuild: false,
      models: [],
      work: [],
    } as never,
  },
}

test('a Node that is part of another program is named so', () => {
  const labels = [BUILT_IN, { ...BUILT_IN, partOf: 'Electron' }].map((found) => nameAll([found])[0]!.runtime)
  expect(labels.map(({ id, label }) => [id, label])).toEqual([
    ['node', 'Node.js 24.1.0'],
    ['node', 'Node.js 24.1.0 (Electron)'],
  ])
})

test('a second interpreter of the same name has another id', () => {
  const two = [BUILT_IN, { ...BUILT_IN, path: '/opt/other', identities: ['2'] }]
  expect(nameAll(two).map(({ runtime }) => runtime.id)).toEqual(['node', 'node-2'])
})
