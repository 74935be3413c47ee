import { expect, test } from 'vitest'
import { sampleRuntime } from '../testing.tsx'
import { EMPTY_FORM, fieldOf, formOf, requestOf, runtimesFor } from './form.ts'
import { sampleProgram } from '../../testing/sample-program.ts'

const RUNTIMES = [sampleRuntime('3.13'), sampleRuntime('node', { kind: 'node', path: '/usr/bin/node' })]
const read = (change: Partial<typeof EMPTY_FORM>) =>
  requestOf({ ...EMPTY_FORM, command: 'python3 a.py', ...change }, RUNTIMES)

test('what is left empty is not asked for', () => {
  expect(read({})).toEqual({ value: { target: { type: 'start', command: ['python3', 'a.py'], output: 'capture' } } })
})

test('folder, variables, interpreter, rates and time are in the request', () => {
  expect(
    read({
      folder: ' /work ',
      environment: 'A=1',
      runtime: '3.13',
      rate: '10',
      gilRate: '500',
      seconds: '2.5',
      functions: false,
    }),
  ).toEqual({
    value: {
      target: {
        type: 'start',
        command: ['/usr/bin/3.13', 'a.py'],
        folder: '/work',
        environment: { A: '1' },
        output: 'capture',
      },
      rate: 10,
      gilRate: 500,
      seconds: 2.5,
      functions: false,
    },
  })
})

test.each([
  [{ command: '"a' }, 'command'],
  [{ environment: 'nothing' }, 'environment'],
  [{ rate: '0' }, 'rate'],
  [{ gilRate: '5000' }, 'gilRate'],
  [{ seconds: 'soon' }, 'seconds'],
] as const)('%o is wrong in its field', (change, field) => {
  expect(read(change)).toMatchObject({ problem: { field } })
})

test('only interpreters of the kind that the command names are offered', () => {
  expect(runtimesFor('python3 x.py', RUNTIMES).map(({ id }) => id)).toEqual(['3.13'])
  expect(runtimesFor('node x.js', RUNTIMES).map(({ id }) => id)).toEqual(['node'])
  expect(runtimesFor('make', RUNTIMES)).toEqual([])
})

test('the path of an error names its field', () => {
  expect(fieldOf('params.target.command')).toBe('command')
  expect(fieldOf('target.pid')).toBe('pid')
  expect(fieldOf('gilRate')).toBe('gilRate')
  expect(fieldOf(undefined)).toBeUndefined()
})

test('a saved program fills the form', () => {
  expect(formOf(sampleProgram())).toMatchObject({ command: 'python3.13 server.py', folder: '/home/user' })
})
