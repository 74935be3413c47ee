import { expect, test } from 'vitest'
import type { Model } from './experiment.ts'
import { defaultFunctionModels, functionModels } from './function-models.ts'
import type { ModelKind } from './model.ts'

const model = (id: string, kind: ModelKind, change: Partial<Model> = {}): Model => ({
  id,
  label: id,
  description: '',
  kind,
  sharesInterpreter: true,
  available: true,
  work: ['countdown', 'function'],
  ...change,
})
const CPYTHON = {
  models: [
    model('sequential', 'sequential'),
    model('threads', 'thread'),
    model('thread-pool', 'thread-pool'),
    model('processes', 'process'),
    model('process-pool', 'process-pool'),
    model('interpreters', 'interpreter', { available: false, needs: 'CPython 3.12 or newer' }),
    model('asyncio', 'coroutine'),
    model('queue', 'thread', { work: ['queue'] }),
  ],
}
const NODE = {
  models: [
    model('sequential', 'sequential'),
    model('threads', 'thread'),
    model('gil', 'thread', { lock: 'lock' }),
    model('processes', 'process'),
  ],
}
const ids = (models: readonly Model[]) => models.map(({ id }) => id)

test('each way is compared once, by a pool where the runtime has one', () => {
  expect(ids(defaultFunctionModels(CPYTHON, { isAsync: false }))).toEqual(['sequential', 'thread-pool', 'process-pool'])
  expect(ids(defaultFunctionModels(NODE, { isAsync: false }))).toEqual(['sequential', 'threads', 'processes'])
})

test('only an async function is run in an event loop', () => {
  expect(ids(defaultFunctionModels(CPYTHON, { isAsync: true })).at(-1)).toBe('asyncio')
  expect(ids(functionModels(CPYTHON, { isAsync: false }))).not.toContain('asyncio')
})

test('models without a map, and those with a lock of their own, are not offered; what cannot run here is', () => {
  expect(ids(functionModels(CPYTHON, { isAsync: true }))).not.toContain('queue')
  expect(ids(functionModels(NODE, { isAsync: false }))).not.toContain('gil')
  expect(ids(functionModels(CPYTHON, { isAsync: false }))).toContain('interpreters')
})
