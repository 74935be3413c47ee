import { expect, test } from 'vitest'
import { CoreglowError } from '../contract/error.ts'
import { failureCode, targetOf } from './watch-target.ts'

test('a program to start, or one to attach to', () => {
  const functions = true
  expect(targetOf(['a', '--b'], { functions })).toMatchObject({
    type: 'start',
    command: ['a', '--b'],
    output: 'inherit',
  })
  expect(targetOf([], { functions, pid: 5, json: '-' })).toEqual({ type: 'attach', pid: 5 })
})

test.each([
  [[], {}, 'Name a program'],
  [['a'], { pid: 5 }, '--pid'],
  [[], { pid: 5, detach: true }, '--detach'],
  [['a'], { json: '-' }, '--json -'],
] as const)('%j %j is wrong', (command, options, words) => {
  expect(() => targetOf(command, { functions: true, ...options })).toThrow(words)
})

test('exit codes of what is not the end of the program', () => {
  expect(failureCode(new CoreglowError('no-such-program', 'x'))).toBe(127)
  expect(failureCode(new CoreglowError('not-executable', 'x'))).toBe(126)
  expect(failureCode(new CoreglowError('bad-params', 'x'))).toBe(125)
  expect(failureCode(new Error('x'))).toBe(125)
})
