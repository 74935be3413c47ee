import { expect, test } from 'vitest'
import type { Outline } from '../../contract/function.ts'
import { sampleFunctionRun } from '../../testing/sample-function.ts'
import { changedForm, EMPTY_FUNCTION, scriptKind, type FunctionForm } from './form.ts'
import { functionFieldOf, functionFormOf, functionRequestOf } from './request.ts'

const DEFAULTS = { workers: 4, repeat: 3, rate: 20 }
const OUTLINE: Outline = {
  file: '/shop/report.py',
  functions: [
    { name: 'load', line: 3, isAsync: false },
    { name: 'work', line: 9, isAsync: false },
  ],
  items: ['ITEMS', 'MORE'],
}
const read = (change: Partial<FunctionForm>, outline: Outline | undefined = OUTLINE) =>
  functionRequestOf({ ...EMPTY_FUNCTION, file: ' report.py ', ...change }, outline, DEFAULTS)
const functionOf = (change: Partial<FunctionForm>, outline?: Outline) => {
  const answer = read(change, outline)
  if ('problem' in answer) throw new Error(answer.problem.message)
  return answer.value.function
}

test('what is left empty is the default that the page shows', () => {
  expect(read({})).toEqual({
    value: {
      experiment: 'your-function',
      workers: 4,
      repeat: 3,
      rate: 20,
      function: { file: 'report.py', name: 'work', items: 'ITEMS' },
    },
  })
})

test('what is chosen and typed is asked for', () => {
  const form = { name: 'load', folder: ' /shop ', items: 'MORE', chunk: '64', timeout: '2.5', sweep: true }
  expect(functionOf(form)).toEqual({
    file: 'report.py',
    name: 'load',
    folder: '/shop',
    items: 'MORE',
    chunk: 64,
    timeout: 2.5,
    sweep: true,
  })
  expect(read({ runtime: '3.13', models: ['sequential'], workers: 2, repeat: 1 })).toMatchObject({
    value: { runtime: '3.13', models: ['sequential'], workers: 2, repeat: 1 },
  })
})

test('inputs are of one kind only', () => {
  expect(functionOf({ inputKind: 'json', json: '[1, 2]', count: '5' })).toMatchObject({ inputs: '[1, 2]' })
  expect(functionOf({ inputKind: 'json', json: '[1, 2]' })).not.toHaveProperty('items')
  expect(functionOf({ inputKind: 'count', count: '1000', json: '[1]' })).toMatchObject({ count: 1000 })
  expect(functionOf({ inputKind: 'count', count: '1000' })).not.toHaveProperty('inputs')
})

test('a file that is not read yet leaves the choice to the engine', () => {
  expect(functionRequestOf({ ...EMPTY_FUNCTION, file: 'a.py' }, undefined, DEFAULTS)).toMatchObject({
    value: { function: { file: 'a.py' } },
  })
})

test.each([
  [{ inputKind: 'count', count: '' }, 'count'],
  [{ inputKind: 'count', count: '1.5' }, 'count'],
  [{ chunk: '0' }, 'chunk'],
  [{ timeout: 'soon' }, 'timeout'],
] as const)('%o is wrong in its field', (change, field) => {
  expect(read(change)).toMatchObject({ problem: { field } })
})

test('the path of an error names its field', () => {
  expect(functionFieldOf('params.function.file')).toBe('file')
  expect(functionFieldOf('params.function.inputs')).toBe('json')
  expect(functionFieldOf('params.runtime')).toBe('runtime')
  expect(functionFieldOf('params.function')).toBeUndefined()
  expect(functionFieldOf(undefined)).toBeUndefined()
})

test('a run fills the form that makes it again', () => {
  const { plan } = sampleFunctionRun()
  const form = functionFormOf(plan)!
  expect(form).toMatchObject({ file: 'report.py', folder: '/home/user/shop', name: 'work', inputKind: 'items' })
  expect(functionRequestOf(form, undefined, DEFAULTS)).toMatchObject({
    value: { models: plan.models, workers: plan.workers, repeat: plan.repeat, runtime: plan.runtime },
  })
  const request = { file: 'report.py', count: 50, chunk: 8 }
  const other = functionFormOf({ ...plan, function: { ...plan.function!, request } })
  expect(other).toMatchObject({
    file: '/home/user/shop/report.py',
    folder: '',
    inputKind: 'count',
    count: '50',
    chunk: '8',
  })
})

test('what was chosen in a file goes with it, and the models with their interpreter', () => {
  const form = { ...EMPTY_FUNCTION, file: 'a.py', name: 'work', items: 'MORE', models: ['sequential'] }
  expect(changedForm(form, { file: 'b.py' })).toMatchObject({ name: '', items: '', models: undefined })
  expect(changedForm(form, { file: 'a.py ' })).toMatchObject({ name: 'work', models: ['sequential'] })
  expect(changedForm(form, { runtime: '3.13' })).toMatchObject({ name: 'work', models: undefined })
})

test('files are told apart by their names', () => {
  expect(['a.py', 'b.mjs', 'c.js', 'd.txt', ''].map(scriptKind)).toEqual([
    'cpython',
    'node',
    'node',
    undefined,
    undefined,
  ])
})
