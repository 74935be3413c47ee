import { expect, test } from 'vitest'
import type { CpuOwner } from './cpu-account.ts'
import { CpuLedger } from './cpu-ledger.ts'
import type { ProcessReading, ProcessTable } from './proc-census.ts'

type Row = Partial<ProcessReading> & Pick<ProcessReading, 'pid'>

function tableOf(...rows: readonly Row[]): ProcessTable {
  return new Map(
    rows.map((row) => [
      row.pid,
      { ppid: 1, startTime: row.pid, name: `p${row.pid}`, cpuNs: 0, reapedNs: 0, rssBytes: 0, tNs: 0, ...row },
    ]),
  )
}

const INIT = { pid: 1, ppid: 0 }

/** The usages after each table in turn, as "owner name": ns. */
function usages(
  owners: Readonly<Record<number, CpuOwner>>,
  tables: readonly ProcessTable[],
  between: (ledger: CpuLedger, place: number) => void = () => {},
) {
  const [first, ...others] = tables
  const ledger = new CpuLedger(first!, { ownerOf: (pid) => owners[pid], nameOf: ({ name }) => name })
  others.forEach((table, place) => {
    between(ledger, place)
    ledger.advance(table)
  })
  return Object.fromEntries(ledger.usages().map(({ owner, name, cpuNs }) => [`${owner} ${name}`, cpuNs]))
}

test('what was used before does not count; children belong to whom their parent belongs to', () => {
  const seen = usages({ 10: 'run', 20: 'app' }, [
    tableOf(INIT, { pid: 10, cpuNs: 100 }, { pid: 20, cpuNs: 50 }, { pid: 30, cpuNs: 7 }),
    tableOf(
      INIT,
      { pid: 10, cpuNs: 160 },
      { pid: 11, ppid: 10, cpuNs: 5 },
      { pid: 20, cpuNs: 51 },
      { pid: 21, ppid: 20, cpuNs: 2 },
      { pid: 30, cpuNs: 10 },
    ),
  ])
  expect(seen).toEqual({ 'run p10': 60, 'run p11': 5, 'app p20': 1, 'app p21': 2, 'other p30': 3 })
})

test('children that were never seen are caught in the time of their parent', () => {
  const seen = usages({}, [tableOf(INIT, { pid: 10, reapedNs: 1000 }), tableOf(INIT, { pid: 10, reapedNs: 1300 })])
  expect(seen).toEqual({ 'other p10': 300 })
})

test('a child that was seen counts once, with what it used after it was seen', () => {
  const seen = usages({}, [
    tableOf(INIT, { pid: 10 }, { pid: 11, ppid: 10, cpuNs: 500 }),
    tableOf(INIT, { pid: 10 }, { pid: 11, ppid: 10, cpuNs: 700 }),
    tableOf(INIT, { pid: 10, reapedNs: 750 }),
  ])
  expect(seen).toEqual({ 'other p11': 250 })
})

test('a parent that was read before its child ended shows it a table later', () => {
  const seen = usages({}, [
    tableOf(INIT, { pid: 10 }, { pid: 11, ppid: 10, cpuNs: 500 }),
    tableOf(INIT, { pid: 10, reapedNs: 20 }), // of another child
    tableOf(INIT, { pid: 10, reapedNs: 20 + 520 }),
  ])
  expect(seen).toEqual({ 'other p10': 20, 'other p11': 20 })
})

test('a parent that was read after its child ended had shown it a table before', () => {
  const seen = usages({}, [
    tableOf(INIT, { pid: 10 }, { pid: 11, ppid: 10, cpuNs: 500 }),
    tableOf(INIT, { pid: 10, reapedNs: 520 }, { pid: 11, ppid: 10, cpuNs: 510 }),
    tableOf(INIT, { pid: 10, reapedNs: 520 }),
  ])
  // 10 ns that were seen of the child; the other 10 went to its parent, when nobody knew that it had ended.
  expect(seen).toEqual({ 'other p10': 10, 'other p11': 10 })
})

test('an orphan is waited for by an ancestor', () => {
  const seen = usages({}, [
    tableOf({ ...INIT }, { pid: 10 }, { pid: 11, ppid: 10, cpuNs: 100 }, { pid: 12, ppid: 11, cpuNs: 300 }),
    tableOf({ ...INIT, reapedNs: 310 }, { pid: 10, reapedNs: 100 }),
  ])
  expect(seen).toEqual({ 'other p12': 10 })
})

test('a child that nobody waits for is lost, and nobody else pays for it', () => {
  const tables = [
    tableOf(INIT, { pid: 10 }, { pid: 11, ppid: 10, cpuNs: 500 }),
    tableOf(INIT, { pid: 10, reapedNs: 40 }),
    tableOf(INIT, { pid: 10, reapedNs: 80 }),
    tableOf(INIT, { pid: 10, reapedNs: 1080 }),
  ]
  expect(usages({}, tables)).toEqual({ 'other p10': 1080 })
})

test("the run's process belongs to the run, also when Coreglow waits for it and it was in no table", () => {
  const seen = usages(
    { 5: 'app' },
    [tableOf(INIT, { pid: 5 }), tableOf(INIT, { pid: 5 }), tableOf(INIT, { pid: 5, reapedNs: 900 })],
    (ledger, place) => {
      if (place === 0) ledger.begin({ pid: 77, ppid: 5, startTime: 9, name: 'python3' }, 'run', 'python3')
    },
  )
  expect(seen).toEqual({ 'run python3': 900 })
})

test('a pid that is given again is another process', () => {
  const seen = usages({}, [
    tableOf(INIT, { pid: 10, startTime: 1, cpuNs: 1000, name: 'old' }),
    tableOf({ ...INIT, reapedNs: 1000 }, { pid: 10, startTime: 2, cpuNs: 30, name: 'new' }),
  ])
  expect(seen).toEqual({ 'other new': 30 })
})

test('kernel threads are the kernel, but for those whose time the cores count as interrupts', () => {
  const kernel = { pid: 2, ppid: 0, name: 'kthreadd' }
  const seen = usages({}, [
    tableOf(INIT, kernel),
    tableOf(
      INIT,
      kernel,
      { pid: 3, ppid: 2, name: 'ksoftirqd/0', cpuNs: 4 },
      { pid: 4, ppid: 2, name: 'kswapd0', cpuNs: 5 },
    ),
  ])
  expect(seen).toEqual({ 'interrupts ksoftirqd/0': 4, 'kernel kswapd0': 5 })
})

test('what has ended is kept by name, so that a long build does not fill the memory', () => {
  const first = tableOf(INIT, { pid: 10 })
  const ledger = new CpuLedger(first, { ownerOf: () => undefined, nameOf: ({ name }) => name })
  for (let pid = 100; pid < 1100; pid++) {
    ledger.advance(tableOf(INIT, { pid: 10, reapedNs: (pid - 100) * 10 }, { pid, ppid: 10, name: 'cc', cpuNs: 10 }))
  }
  const found = ledger.usages()
  expect(found.length).toBeLessThan(5)
  expect(found.reduce((sum, { cpuNs }) => sum + cpuNs, 0)).toBe(10_000)
})
