import { array, assert, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import {
  commandForFile,
  interpreterOf,
  parseCommand,
  parseEnvironment,
  quoteCommand,
  withInterpreter,
} from './command-line.ts'

test.each([
  ['python3 my.py', ['python3', 'my.py']],
  ['  a   b\tc ', ['a', 'b', 'c']],
  [`sh -c 'echo "a b"; exit 3'`, ['sh', '-c', 'echo "a b"; exit 3']],
  [String.raw`a\ b "c \"d\" e" ''`, ['a b', 'c "d" e', '']],
  [
    String.raw`C:\Python\python.exe "C:\my files\a.py"`,
    [String.raw`C:\Python\python.exe`, String.raw`C:\my files\a.py`],
  ],
  [`pre'mid 'post`, ['premid post']],
])('%s', (text, words) => {
  expect(parseCommand(text)).toEqual({ value: words })
})

test('an open quotation mark and an empty line are problems', () => {
  expect(parseCommand(`echo "a`)).toHaveProperty('problem')
  expect(parseCommand('  ')).toHaveProperty('problem')
})

test('what is quoted is read back', () => {
  assert(
    property(array(string(), { minLength: 1 }), (words) => {
      expect(parseCommand(quoteCommand(words))).toEqual({ value: words })
    }),
  )
})

test('variables are lines of a name and a value', () => {
  expect(parseEnvironment('A=1\n\n B_2 = x=y ')).toEqual({ value: { A: '1', B_2: 'x=y' } })
  for (const text of ['A', '=1', '2A=1', 'a b=1']) expect(parseEnvironment(text)).toHaveProperty('problem')
})

test('scripts are run by their interpreter, which can be exchanged', () => {
  expect(commandForFile('/a b/my.py')).toBe(`python3 '/a b/my.py'`)
  expect(commandForFile('server.mjs')).toBe('node server.mjs')
  expect(commandForFile('run.json')).toBeUndefined()
  expect(interpreterOf(['/usr/bin/python3.13t', 'x'])).toBe('python')
  expect(interpreterOf(['my.py'])).toBe('python')
  expect(interpreterOf(['nodejs', 'x.js'])).toBe('node')
  expect(interpreterOf(['make'])).toBeUndefined()
  expect(withInterpreter(['python3', '-m', 'x'], { path: '/p/python' })).toEqual(['/p/python', '-m', 'x'])
  expect(withInterpreter(['./my.py', '1'], { path: '/p/python' })).toEqual(['/p/python', './my.py', '1'])
})
