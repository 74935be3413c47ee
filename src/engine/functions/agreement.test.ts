import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compareResults, TOLERANCE, type TrialOutcome } from './agreement.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coreglow-agreement-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** A result as its four digests: exact, without order, rounded, rounded with a shift. */
type Row = readonly [exact: number, orderFree?: number, rounded?: number, shifted?: number]

let trials = 0
async function outcome(
  variant: string,
  rows: readonly Row[],
  change: Partial<TrialOutcome> = {},
): Promise<TrialOutcome> {
  const path = join(folder, String(++trials))
  await mkdir(path)
  const words = rows.flatMap(([exact, orderFree = exact, rounded = exact, shifted = exact]) =>
    [exact, orderFree, rounded, shifted].map(BigInt),
  )
  await writeFile(join(path, 'digests'), Buffer.from(BigUint64Array.from(words).buffer))
  await writeFile(join(path, 'values'), rows.map(([exact]) => `<${exact}>\n`).join(''))
  const baseline = variant === 'sequential'
  return { variant, baseline, repeat: 1, folder: path, group: 1, notCompared: [], ...change }
}

test('equal results', async () => {
  const loop = await outcome('sequential', [[1], [2]])
  const pool = await outcome('process-pool', [[1], [2]])
  expect(await compareResults([pool, loop], 2)).toEqual({ equal: true, compared: 2, differs: [] })
})

test('the first item that differs, with both values, and how many do', async () => {
  const loop = await outcome('sequential', [[1], [2], [3], [4]])
  const threads = await outcome('thread-pool', [[1], [7], [8], [4]])
  const { equal, differs } = await compareResults([loop, threads], 4)
  expect(equal).toBe(false)
  expect(differs).toEqual([
    { variant: 'thread-pool', items: 2, how: 'value', first: { item: 1, expected: '<2>', got: '<7>' } },
  ])
})

test('another order, and floats within the tolerance, count as equal', async () => {
  const loop = await outcome('sequential', [[1], [2, 12, 22, 32]])
  const order = await outcome('thread-pool', [[1], [9, 12, 29, 39]])
  const rounded = await outcome('process-pool', [[1], [8, 18, 22, 38]])
  const shifted = await outcome('interpreters', [[1], [7, 17, 27, 32]])
  const agreement = await compareResults([loop, order, rounded, shifted], 2)
  expect(agreement.equal).toBe(true)
  expect(agreement.tolerance).toBe(TOLERANCE)
  expect(agreement.differs.map(({ variant, how }) => [variant, how])).toEqual([
    ['thread-pool', 'order'],
    ['process-pool', 'tolerance'],
    ['interpreters', 'tolerance'],
  ])
})

test('each repeat of a variant is compared; what weighs most is reported', async () => {
  const loop = await outcome('sequential', [
    [1, 11],
    [2, 12],
  ])
  const first = await outcome('thread-pool', [[9, 11], [2]])
  const second = await outcome('thread-pool', [[1], [9, 19]], { repeat: 2 })
  const { equal, differs } = await compareResults([loop, first, second], 2)
  expect(equal).toBe(false)
  expect(differs).toMatchObject([{ variant: 'thread-pool', items: 1, how: 'value', first: { item: 1 } }])
})

test('where the loop differs from itself, no model is judged', async () => {
  const first = await outcome('sequential', [[1], [2]])
  const second = await outcome('sequential', [[1], [3]], { repeat: 2 })
  const pool = await outcome('process-pool', [[1], [4]])
  const agreement = await compareResults([pool, second, first], 2)
  expect(agreement).toMatchObject({ equal: false, differs: [] })
  expect(agreement.unstable).toMatch(/<2>.*<3>/)
})

test('results without a value of their own are left out, and their type is named', async () => {
  const loop = await outcome('sequential', [[0], [2]], { notCompared: ['Lock'] })
  const pool = await outcome('process-pool', [[5], [2]])
  const agreement = await compareResults([loop, pool], 2)
  expect(agreement).toMatchObject({ equal: true, compared: 1, differs: [] })
  expect(agreement.notCompared).toContain('Lock')
})

test('items of a group count together; the last group may be smaller', async () => {
  const loop = await outcome('sequential', [[1], [2], [3]], { group: 4 })
  const pool = await outcome('process-pool', [[1], [2], [9]], { group: 4 })
  const { compared, differs } = await compareResults([loop, pool], 10)
  expect(compared).toBe(10)
  expect(differs).toMatchObject([{ items: 2, first: { item: 8 } }])
})

test('a value that was not written down is not invented', async () => {
  const loop = await outcome('sequential', [[1], [2]])
  const pool = await outcome('process-pool', [[1], [3]])
  await writeFile(join(pool.folder, 'values'), '<1>\n')
  const { differs } = await compareResults([loop, pool], 2)
  expect(differs[0]?.first.got).toBe('(not kept)')
})

test('without the loop nothing is compared, and nothing is called equal', async () => {
  const agreement = await compareResults([await outcome('process-pool', [[1]])], 1)
  expect(agreement).toMatchObject({ equal: false, compared: 0, differs: [] })
  expect(agreement.notCompared).toBeDefined()
})

test('a missing file is an error', async () => {
  await expect(compareResults([{ ...(await outcome('sequential', [])), folder: '/nowhere' }], 1)).rejects.toThrow(
    'ENOENT',
  )
})
