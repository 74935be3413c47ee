import { expect, test } from 'vitest'
import { helperName, programName } from './proc-program.ts'

test.each([
  ['/usr/bin/python3.13\0-c\0print()\0', 'python3', 'python3.13'],
  ['node\0--import\0x.js\0', 'MainThread', 'node'],
  ['/usr/lib/chromium/chromium --type=renderer --lang=en-US', 'chromium', 'chromium'],
  ['/opt/Google Chrome/chrome --type=gpu-process', 'chrome', 'chrome'],
  ['/opt/Google Chrome/chrome\0--no-first-run\0', 'chrome', 'chrome'],
  ['sshd: me@pts/0', 'sshd', 'sshd'],
  ['postgres: writer ', 'postgres', 'postgres'],
  ['-bash\0', 'bash', 'bash'],
  ['./a.out\0', 'a.out', 'a.out'],
  ['', 'kworker/0:1', 'kworker/0:1'],
])('%j is %j for the kernel: %s', (commandLine, kernelName, expected) => {
  expect(programName(commandLine, kernelName)).toBe(expected)
})

test('helpers of an interpreter are known by their module', () => {
  const tracker = 'python3\0-c\0from multiprocessing.resource_tracker import main;main(5)\0'
  expect(helperName(tracker)).toBe('resource tracker')
  expect(helperName('python3\0-c\0from multiprocessing.forkserver import main; main(1)\0')).toBe('fork server')
  expect(helperName('python3\0main.py\0')).toBeUndefined()
})
