import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ElfImage } from './elf-image.ts'
import { identify } from './identify.ts'
import { openInterpreter } from './open-interpreter.ts'
import { permissionSentence } from './not-permitted.ts'
import { fakeMemory, pythons, refusalOf, startProgram, startPython, until } from './testing.ts'

const isLinux = process.platform === 'linux'
const pyenv = join(homedir(), '.pyenv', 'versions')
const old = existsSync(pyenv) ? readdirSync(pyenv).filter((name) => /^(2\.|3\.[67]\.|pypy)/.test(name)) : []
const [python] = pythons()

describe.skipIf(!isLinux)('openInterpreter refuses', () => {
  it.skipIf(old.length === 0).each(old)('%s', async (name) => {
    const program = startPython(
      join(pyenv, name, 'bin', 'python'),
      'import sys, time; print(0); sys.stdout.flush(); time.sleep(60)',
    )
    await program.line(0)
    const refusal = refusalOf(() => openInterpreter(program.pid))
    expect(refusal?.code).toBe(name.startsWith('pypy') ? 'pypy' : 'version')
    expect(refusal?.message).toMatch(/CPython/)
  })

  it('what is not Python', async () => {
    const program = startProgram('/bin/sleep', ['60'])
    await until(() => readFileSync(`/proc/${program.pid}/comm`, 'utf8').startsWith('sleep'))
    expect(refusalOf(() => openInterpreter(program.pid))?.code).toBe('not-python')
    expect(refusalOf(() => openInterpreter(process.pid))?.code).toBe('not-python')
  })

  it('a process that is not there', () => {
    const { pid } = spawnSync('/bin/true')
    expect(refusalOf(() => openInterpreter(pid))?.code).toBe('gone')
  })

  it('a process that has ended and was not collected', async () => {
    const program = startProgram('/bin/sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60'])
    const pid = (await program.line(0)) as number
    await until(() => /\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'latin1')))
    expect(refusalOf(() => openInterpreter(pid))?.code).toBe('gone')
  })

  const kernelThread = isLinux ? readdirSync('/proc').find(isKernelThread) : undefined
  it.skipIf(kernelThread === undefined || process.getuid?.() !== 0)('a thread of the kernel', () => {
    const refusal = refusalOf(() => openInterpreter(Number(kernelThread)))
    expect(refusal?.code).toBe('not-python')
    expect(refusal?.message).toMatch(/kernel/)
  })

  it.skipIf(process.getuid?.() !== 0 || !python)(
    'a process of another user, and one that is not dumpable',
    async () => {
      const other = startPython(python?.path ?? '', 'import time; print(0, flush=True); time.sleep(60)')
      await other.line(0)
      const hidden = startProgram(
        '/usr/bin/env',
        ['python3', '-c', 'import ctypes, time; ctypes.CDLL(None).prctl(4, 0); print(0, flush=True); time.sleep(60)'],
        NOBODY,
      )
      await hidden.line(0)
      onTestFinished(() => process.seteuid?.(0))
      process.seteuid?.(NOBODY)
      const refusals = [other, hidden].map(({ pid }) => refusalOf(() => openInterpreter(pid)))
      process.seteuid?.(0)
      expect(refusals.map((refusal) => refusal?.code)).toEqual(['not-permitted', 'not-permitted'])
      expect(refusals[0]?.message).toMatch(/another user/)
    },
  )
})

const NOBODY = 65_534

function isKernelThread(name: string): boolean {
  if (!/^\d+$/.test(name)) return false
  try {
    return (
      readFileSync(`/proc/${name}/maps`, 'latin1') === '' &&
      readFileSync(`/proc/${name}/stat`, 'latin1').includes(') S 2 ')
    )
  } catch {
    return false
  }
}

describe('identify refuses', () => {
  const image = (bytes: Buffer): ElfImage => ({
    memory: fakeMemory(0x10000, bytes),
    file: { path: '/opt/python', inode: 1, base: 0, range: '', mappings: [] },
    bits: 64,
    bias: 0,
    dynamic: undefined,
  })
  const runtimeOf = (minor: number, words: (index: number) => bigint) => {
    const bytes = Buffer.alloc(2048)
    bytes.write('xdebugpy', 0, 'latin1')
    for (let word = 2; word < 256; word += 1) bytes.writeBigUInt64LE(words(word), word * 8)
    bytes.writeUInt32LE((3 << 24) | (minor << 16) | (2 << 8), 8)
    return bytes
  }

  it.each([16, 17])('3.%d, which is not known yet', (minor) => {
    const refusal = refusalOf(() => identify({ runtime: 0x10000, image: image(runtimeOf(minor, () => 8n)) }))
    expect(refusal?.code).toBe('version')
    expect(refusal?.message).toMatch(new RegExp(`3\\.${minor}\\.2`))
  })

  it('a damaged table of offsets', () => {
    const damaged = runtimeOf(14, (word) => BigInt(word) << 40n)
    expect(refusalOf(() => identify({ runtime: 0x10000, image: image(damaged) }))?.code).toBe('layout')
  })

  it('what has no version, and what cannot be read', () => {
    expect(refusalOf(() => identify({ runtime: 0x10000, image: image(Buffer.alloc(2048)) }))?.code).toBe('version')
    expect(refusalOf(() => identify({ runtime: 0x10000, image: image(Buffer.alloc(8)) }))?.code).toBe('gone')
  })
})

describe('permissionSentence', () => {
  const usual = { pid: 7, uid: 1000, owner: 1000, filesOwner: 1000, scope: 0 }
  it.each([
    { ...usual, owner: 0, filesOwner: 0, says: /another user/ },
    { ...usual, filesOwner: 0, says: /not dumpable/ },
    { ...usual, scope: 1, says: /ptrace_scope is 1/ },
    { ...usual, scope: 2, says: /only root/ },
    { ...usual, scope: 3, says: /next boot/ },
    { ...usual, scope: undefined, owner: undefined, says: /container/ },
  ])('says what is in the way: $says', ({ says, ...permission }) => {
    expect(permissionSentence(permission)).toMatch(says)
  })
})
