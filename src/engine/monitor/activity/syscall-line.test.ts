import { expect, test } from 'vitest'
import { CODE } from './codes.ts'
import { Descriptors, kindOfTarget } from './descriptors.ts'
import { NO_CALL, parseSyscall, RUNNING, type SyscallLine } from './syscall-line.ts'
import { callKinds } from './system-calls.ts'
import { kernelWait, writes } from './thread-wait.ts'

function parse(text: string): SyscallLine | undefined {
  const line = { number: 0, first: 0, second: 0, fourth: 0 }
  const bytes = Buffer.from(text)
  return parseSyscall(bytes, bytes.length, line) ? line : undefined
}

test('lines of /proc/PID/task/TID/syscall', () => {
  expect(parse('running\n')?.number).toBe(RUNNING)
  expect(parse('-1 0x7ffc00f665f0 0x7f91b0fb8503\n')?.number).toBe(NO_CALL)
  expect(parse('202 0x7fd7fd819cf0 0x189 0x0 0x7fffffffffff 0x0 0xffffffff 0x7ffc 0x7f91\n')).toEqual({
    number: 202,
    first: 0x7fd7fd819cf0,
    second: 0x189,
    fourth: 0x7fffffffffff,
  })
  expect(parse('')).toBeUndefined()
  expect(parse('what\n')).toBeUndefined()
})

test('descriptors by what their links say', () => {
  expect(
    ['socket:[12]', 'pipe:[3]', 'anon_inode:[eventpoll]', '/dev/pts/0', '/dev/null', '/home/me/a'].map(kindOfTarget),
  ).toEqual(['socket', 'pipe', 'poll', 'terminal', 'other', 'disk'])
})

test.each(['x64', 'arm64'])(
  '%s: a call has one kind, and what it waits for follows from its arguments',
  (architecture) => {
    const kinds = callKinds(architecture)!
    const numbers = (kind: string) => [...kinds].filter(([, found]) => found === kind).map(([number]) => number)
    const context = { kinds, descriptors: new Descriptors(0), readInt: () => undefined }
    const wait = (kind: string, first = 0, second = 0) =>
      kernelWait({ number: numbers(kind)[0]!, first, second, fourth: 0 }, context)
    expect(wait('futex', 0x7000)).toBe(CODE.lock)
    expect(wait('sleep')).toBe(CODE.sleep)
    expect(wait('child')).toBe(CODE.child)
    for (const kind of ['read', 'write'])
      expect(writes({ number: numbers(kind)[0]!, first: 0, second: 0, fourth: 0 }, context)).toBe(kind === 'write')
    expect(wait('select', 0)).toBe(CODE.sleep)
    expect(wait('select', 3)).toBe(CODE.poll)
    expect(wait('poll', 0x7000, 0)).toBe(CODE.sleep)
    expect(wait('poll', 0x7000, 2)).toBe(CODE.poll)
    expect(kernelWait({ number: 9999, first: 0, second: 0, fourth: 0 }, context)).toBe(CODE.other)
  },
)

test('an architecture that is not known has no kinds', () => {
  expect(callKinds('vax')).toBeUndefined()
})
