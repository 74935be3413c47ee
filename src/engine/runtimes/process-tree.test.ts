import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { killTree, RUN_TOKEN, members, parseRow } from './process-tree.ts'
import { lives } from './testing.ts'

const stopsAtOnce = "process.kill(process.pid, 'SIGSTOP')"
const spins = 'for (;;);'
const runToken = 'of-this-test'
/**
 * Starts grandchildren: one in the group, one that is stopped, and on Linux one that has left for a session of its own and a
 * daemon: it has left, and its parent has ended.
 */
const family = `
  const { spawn, spawnSync } = require('node:child_process')
  const start = (code, detached) => spawn(process.execPath, ['-e', code], { detached, stdio: 'ignore' }).pid
  const startDaemon = () => Number(spawnSync(process.execPath, ['-e', \`
    const { pid } = require('node:child_process').spawn(process.execPath, ['-e', '${spins}'], { detached: true, stdio: 'ignore' })
    console.log(pid)
    process.exit()\`]).stdout)
  const escaped = process.platform === 'linux' ? [start('${spins}', true), startDaemon()] : []
  console.log(JSON.stringify([start('${spins}', false), start("${stopsAtOnce}", false), ...escaped]))
  ${spins}`

async function startFamily(): Promise<{ child: ChildProcess; pids: number[] }> {
  const env = { ...process.env, [RUN_TOKEN]: runToken }
  const child = spawn(process.execPath, ['-e', family], { detached: true, env, stdio: ['ignore', 'pipe', 'ignore'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return { child, pids: JSON.parse(line) as number[] }
}

test('kills a process that is stuck, with its group and those that left it', async () => {
  const { child, pids } = await startFamily()
  expect(pids.every(lives)).toBe(true)
  await killTree([child.pid!], runToken)
  expect(pids.filter(lives)).toEqual([])
  expect(lives(child.pid!)).toBe(false)
})

test.each([
  ['7 (node) S 3 5 6 0', { pid: 7, state: 'S', parent: 3, group: 5, session: 6 }],
  ['7 (a ) R 1 (b) Z 3 5 6 0', { pid: 7, state: 'Z', parent: 3, group: 5, session: 6 }],
])('reads %j', (stat, row) => {
  expect(parseRow(7, stat)).toEqual(row)
})

test('members are the group, the session, those with the run token, and all descendants, without the dead', () => {
  const row = (pid: number, parent: number, group: number, session: number, state = 'S', marked = false) => ({
    pid,
    parent,
    group,
    session,
    state,
    marked,
  })
  const rows = [
    row(14, 13, 14, 14), // a grandchild that left, listed before its parent
    row(10, 1, 10, 10),
    row(11, 10, 10, 10),
    row(12, 1, 10, 10), // its parent is dead
    row(13, 10, 13, 13),
    row(15, 1, 15, 10), // left the group, not the session
    row(16, 10, 10, 10, 'Z'),
    row(17, 1, 17, 17, 'S', true), // a daemon
    row(18, 17, 17, 17),
    row(20, 1, 20, 20),
  ]
  expect(members([10], rows).toSorted((a, b) => a - b)).toEqual([10, 11, 12, 13, 14, 15, 17, 18])
})
