import { expect, test } from 'vitest'
import { PROTOCOL_VERSION } from '../contract/procedures.ts'
import type { RunListing } from '../contract/run-listing.ts'
import { history } from './history.ts'
import { engineOf } from './testing-engine.ts'

const common = { status: 'finished', createdAt: '2026-11-22T10:03:00.000Z', bytes: 1, pinned: false } as const
const listings: RunListing[] = [
  {
    ...common,
    kind: 'program',
    id: 'p',
    title: 'python3 app.py',
    name: 'before\u001b[31m\nthe repair',
    program: 'python3 app.py',
    wallSeconds: 4,
    finding: 'Threads wait for the GIL.',
    noisy: true,
  },
  {
    ...common,
    kind: 'run',
    id: 'r',
    title: 'Two tasks',
    experiment: 'cpu-countdown',
    runtime: 'CPython 3.13',
    verdict: 'Slower.',
    noisy: false,
  },
  { status: 'unreadable', id: 'u', createdAt: common.createdAt, file: '/u', reason: 'Damaged.', bytes: 1 },
]

async function run(options: { readonly json?: boolean }, saved: RunListing[]) {
  const texts = { out: '', err: '' }
  const hello = () => ({ protocol: PROTOCOL_VERSION, version: '1', windowPicture: false, dialogs: false })
  const service = { calls: { hello, runs: () => saved }, streams: {} }
  await history(options, {
    stdout: { write: (text) => (texts.out += text), columns: 110 },
    stderr: { write: (text) => (texts.err += text) },
    signal: new AbortController().signal,
    passInterrupts: () => {},
    version: '1',
    pageFolder: '/',
    createEngine: async () => engineOf(service),
    openBrowser: () => {},
  })
  return texts
}

test('a line for each, with its id, its name and what was found', async () => {
  const { out } = await run({}, listings)
  const lines = out.trimEnd().split('\n')
  expect(lines).toHaveLength(4)
  expect(lines[1]).toMatch(/^p +2026-11-22 10:03 UTC +before .*the repair, python3 app\.py +noisy: Threads wait/)
  expect(lines[2]).toMatch(/^r .*Two tasks, CPython 3\.13 +Slower\./)
  expect(lines[3]).toMatch(/^u .*unreadable +Damaged\./)
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(110)
  expect(out).not.toContain('\u001b')
})

test('as JSON, and where there is nothing', async () => {
  expect(JSON.parse((await run({ json: true }, listings)).out)).toEqual(listings)
  expect(await run({}, [])).toEqual({ out: '', err: 'Nothing has been saved yet.\n' })
})
