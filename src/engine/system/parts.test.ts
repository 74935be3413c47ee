import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { ProcessList } from '../../contract/system.ts'
import { controlLimit, watchLimit } from './limits.ts'
import { createProcessLists } from './process-lists.ts'
import { runtimeName } from './runtime-name.ts'
import { createUserNames } from './users.ts'

const PLAIN = { pid: 7, isKernelThread: false, isZombie: false, isOwn: false, isAncestor: false, user: 'me' }

test('a process of the user is theirs to end; every other says why not', () => {
  expect(controlLimit(PLAIN, 'me')).toBeUndefined()
  expect(controlLimit({ ...PLAIN, user: undefined }, 'me')).toBeUndefined()
  for (const [change, text] of [
    [{ user: 'other' }, 'belongs to other'],
    [{ isKernelThread: true }, 'kernel'],
    [{ pid: 1 }, 'first process'],
    [{ isOwn: true }, 'Coreglow'],
    [{ isAncestor: true }, 'started Coreglow'],
    [{ isZombie: true }, 'zombie'],
  ] as const)
    expect(controlLimit({ ...PLAIN, ...change }, 'me')).toContain(text)
})

test('what ptrace permits is readable; the rest says what is in the way', () => {
  const permission = { pid: 7, uid: 1000, owner: 1000, filesOwner: 1000, scope: 0 }
  const limit = (change: Partial<typeof permission>, isDescendant = false) =>
    watchLimit(PLAIN, { ...permission, ...change }, isDescendant)
  expect(limit({})).toBeUndefined()
  expect(limit({ scope: 1 })).toContain('ptrace_scope is 1')
  expect(limit({ scope: 1 }, true)).toBeUndefined()
  expect(limit({ scope: 2 }, true)).toContain('only root')
  expect(limit({ owner: 0 })).toContain('another user')
  expect(limit({ filesOwner: 0 })).toContain('not dumpable')
  expect(limit({ uid: 0, owner: 0, scope: 2 })).toBeUndefined()
  expect(limit({ uid: 0, owner: 0, scope: 3 })).toContain('ptrace_scope is 3')
  expect(watchLimit({ ...PLAIN, isOwn: true }, permission, true)).toContain('Coreglow')
})

test('an interpreter is named by its file, or by the library that it has loaded', () => {
  expect(runtimeName('/usr/bin/python3.11', never)).toBe('CPython 3.11')
  expect(runtimeName('/opt/python3.13t (deleted)', never)).toBe('CPython 3.13t')
  expect(runtimeName('/usr/bin/node', never)).toBe('Node.js')
  expect(runtimeName('/x/pypy3.10-c', never)).toBe('PyPy')
  expect(runtimeName('/usr/bin/uwsgi', () => 'r-xp 1 /usr/lib/libpython3.12.so.1.0')).toBe('CPython 3.12')
  expect(runtimeName('C:\\x\\python.exe'.split('\\').at(-1)!, () => '')).toBe('CPython')
  expect(runtimeName('/bin/bash', () => '/lib/libc.so')).toBeUndefined()
})

test('users are named by the first line of their number', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coreglow-users-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'passwd')
  writeFileSync(file, 'root:x:0:0::/root:/bin/sh\ntoor:x:0:0::/root:/bin/sh\n\nada:x:1000:1000::/:/bin/sh\n')
  const name = createUserNames(file)
  expect([0, 1000, 7].map(name)).toEqual(['root', 'ada', 'uid 7'])
  expect(createUserNames(join(folder, 'none'))(0)).toBe('uid 0')
})

const never = () => expect.fail('unexpected')

test('one reading serves all who listen, and none is made when nobody does', async () => {
  const list = { processes: [] } as unknown as ProcessList
  let readings = 0
  const lists = createProcessLists(async () => (readings++, list), 1)
  const got = { first: 0, second: 0 }
  const stops = [lists.listen(() => got.first++, never), lists.listen(() => got.second++, never)]
  await expect.poll(() => got.first).toBeGreaterThan(2)
  expect(got.second).toBe(got.first)
  stops.forEach((stop) => stop())
  const before = readings
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(readings).toBeLessThanOrEqual(before + 1)
  const failing = createProcessLists(() => Promise.reject(new Error('no /proc')), 1)
  expect(await new Promise((resolve) => failing.listen(never, resolve))).toEqual(new Error('no /proc'))
})
