import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { checkProcess } from './attach.ts'
import { hasKernelFlag } from '../host/kernel-thread.ts'

function started(...command: [string, ...string[]]): number {
  const [file, ...args] = command
  const child = spawn(file, args, { stdio: 'ignore' })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child.pid!
}

const refusal = (message: string) => ({
  code: 'bad-params',
  path: 'params.target.pid',
  message: expect.stringContaining(message),
})

test('a process that cannot be watched is refused with the reason', async () => {
  await expect(checkProcess(4_194_305, [])).rejects.toMatchObject(refusal('No process with PID 4194305.'))
  await expect(checkProcess(process.pid, [])).rejects.toMatchObject(refusal('is Coreglow itself'))
  await expect(checkProcess(process.ppid, [])).rejects.toMatchObject(refusal('started Coreglow'))
  const own = started('sleep', '5')
  await expect(checkProcess(own, [own])).rejects.toMatchObject(refusal('is Coreglow itself'))
})

describe.runIf(process.platform === 'linux')('on Linux', () => {
  test('the command and the folder of a process are read', async () => {
    const pid = started('sleep', '5')
    expect(await checkProcess(pid, [])).toEqual({ command: ['sleep', '5'], folder: process.cwd(), limit: undefined })
  })

  test('a zombie and a thread are refused', async () => {
    // The shell becomes a program that never asks how its child ended.
    const parent = started('/bin/sh', '-c', 'true & exec sleep 5')
    const childOf = () =>
      readdirSync('/proc').find((name) => /^\d+$/.test(name) && statOf(name).split(' ')[1] === String(parent))
    await expect.poll(() => statOf(childOf() ?? '').slice(0, 1)).toBe('Z')
    await expect(checkProcess(Number(childOf()), [])).rejects.toMatchObject(refusal('zombie'))

    const tid = readdirSync('/proc/self/task')
      .map(Number)
      .find((id) => id !== process.pid)!
    await expect(checkProcess(tid, [])).rejects.toMatchObject(refusal(`is a thread of process ${process.pid}`))
  })

  test('all that started Coreglow is refused', async ({ skip }) => {
    const grandparent = Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${process.ppid}/status`, 'utf8'))?.[1])
    skip(!(grandparent > 0), 'the parent of these tests is the first process here')
    await expect(checkProcess(grandparent, [])).rejects.toMatchObject(refusal('started Coreglow'))
  })

  test('of a process of another user the limit is reported', async ({ skip }) => {
    skip(process.getuid?.() !== 0, 'needs root to start a process of another user')
    const child = spawn('sleep', ['5'], { stdio: 'ignore', uid: 65_534 })
    onTestFinished(() => void child.kill('SIGKILL'))
    await once(child, 'spawn')
    await sleep(50)
    // Root sees all of it.
    expect(await checkProcess(child.pid!, [])).toMatchObject({ limit: undefined })
  })
})

function statOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]!
  } catch {
    return ''
  }
}

test.each([
  ['2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0', true],
  ['812 (a) b (c) S 1 812 812 0 -1 4194560 0 0', false],
  ['', false],
])('%j is a kernel thread: %s', (stat, expected) => expect(hasKernelFlag(stat)).toBe(expected))
