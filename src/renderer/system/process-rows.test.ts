import { expect, test } from 'vitest'
import { sampleProcess } from '../../testing/sample-processes.ts'
import { clockTime } from './columns.ts'
import { coresIn } from './core-list.ts'
import { processId, type ListOptions } from './process-rows.ts'
import { createProcessView } from './process-view.ts'

const OPTIONS: ListOptions = {
  text: '',
  sort: { column: 'pid', descending: false },
  isTree: true,
  toggled: new Set(),
}
const FAMILY = [
  sampleProcess(1, { parentPid: 0, name: 'init', user: 'root' }),
  sampleProcess(2, { name: 'shell' }),
  sampleProcess(3, { parentPid: 2, name: 'python3', command: 'python3 work.py', runtime: 'CPython 3.13' }),
  sampleProcess(4, { name: 'idle' }),
]

function view(change: Partial<ListOptions> = {}, processes = FAMILY) {
  const made = createProcessView({ ...OPTIONS, ...change })
  made.update(processes, false)
  return made
}
const shape = ({ rows }: ReturnType<typeof view>) =>
  rows.map(({ process, depth }) => `${' '.repeat(depth)}${process.name}`)
const pids = ({ rows }: ReturnType<typeof view>) => rows.map(({ process }) => process.pid)

test('children stand below their parents, and can be hidden', () => {
  expect(shape(view())).toEqual(['init', ' shell', '  python3', ' idle'])
  const hidden = view({ toggled: new Set([processId(FAMILY[1]!)]) })
  expect(shape(hidden)).toEqual(['init', ' shell', ' idle'])
  expect(hidden.rows[1]).toMatchObject({ children: 1, isCollapsed: true })
  expect(shape(view({ isTree: false }))).toEqual(['init', 'shell', 'python3', 'idle'])
})

test('threads of the kernel are hidden until that is asked for', () => {
  const kernel = [sampleProcess(2, { parentPid: 0, name: 'kthreadd' }), sampleProcess(3, { parentPid: 2 })]
  expect(pids(view({}, kernel))).toEqual([2])
  expect(pids(view({ toggled: new Set([processId(kernel[0]!)]) }, kernel))).toEqual([2, 3])
})

test('a search shows matches with their parents, by name, command, user, interpreter and PID', () => {
  const matching = view({ text: 'work.py', toggled: new Set([processId(FAMILY[1]!)]) })
  expect(shape(matching)).toEqual(['init', ' shell', '  python3'])
  expect(matching.rows.map(({ isMatch }) => isMatch)).toEqual([false, false, true])
  for (const text of ['cpython ada', '3', 'PYTHON']) expect(pids(view({ text, isTree: false }))).toEqual([3])
  expect(pids(view({ text: 'root', isTree: false }))).toEqual([1])
  expect(pids(view({ text: 'none' }))).toEqual([])
})

test('a parent stands where its first descendant would; what is missing comes last in both directions', () => {
  const busy = FAMILY.map((process) => (process.pid === 3 ? { ...process, rssBytes: 9e9 } : process))
  const unknown = [...busy, sampleProcess(5, { nice: undefined }), sampleProcess(6, { nice: 4 })]
  expect(pids(view({ sort: { column: 'rssBytes', descending: true } }, busy))).toEqual([1, 2, 3, 4])
  expect(pids(view({ sort: { column: 'rssBytes', descending: false } }, busy))).toEqual([1, 2, 3, 4])
  for (const descending of [true, false]) {
    const sorted = view({ sort: { column: 'nice', descending }, isTree: false }, unknown)
    expect(sorted.rows.at(-1)!.process.pid).toBe(5)
    expect(sorted.rows[descending ? 0 : 4]!.process.pid).toBe(6)
  }
})

test('a process with a younger parent has the PID of an ended one for a parent, and stands alone', () => {
  const orphan = [sampleProcess(5, { startTime: 900, parentPid: 0 }), sampleProcess(6, { startTime: 10, parentPid: 5 })]
  expect(view({}, orphan).rows.map(({ depth }) => depth)).toEqual([0, 0])
})

test('the order by CPU is calm: one busy second does not lead, several do, and half a percent is nothing', () => {
  const cpu = (first: number, second: number) => [
    sampleProcess(7, { cpuShare: first }),
    sampleProcess(8, { cpuShare: second }),
  ]
  const made = view({ sort: { column: 'cpuShare', descending: true }, isTree: false }, cpu(0.5, 0))
  made.update(cpu(0.2, 0.3), false)
  expect(pids(made)).toEqual([7, 8])
  for (let second = 0; second < 6; second++) made.update(cpu(0, 0.9), false)
  expect(pids(made)).toEqual([8, 7])
  const near = view({ sort: { column: 'cpuShare', descending: true }, isTree: false }, cpu(0.001, 0.002))
  expect(pids(near)).toEqual([7, 8])
})

test('while the order is held, rows stay, ended ones say so, and new ones come last', () => {
  const made = view({ isTree: false, sort: { column: 'rssBytes', descending: true } })
  const later = [...FAMILY.slice(1), sampleProcess(9, { rssBytes: 9e9 })]
  made.update(later, true)
  expect(pids(made)).toEqual([1, 2, 3, 4, 9])
  expect(made.rows.map(({ isEnded }) => isEnded)).toEqual([true, false, false, false, false])
  made.update(later, false)
  expect(pids(made)).toEqual([9, 2, 3, 4])
})

test('a thousand processes are arranged many times in a second', () => {
  const many = Array.from({ length: 1000 }, (_, i) => sampleProcess(i + 1, { parentPid: i >> 1, startTime: i }))
  expect(view({}, many).rows).toHaveLength(1000)
})

test('lists of cores and times of the CPU are read and written as the system does', () => {
  expect(coresIn('0-2,5', 8)).toEqual([0, 1, 2, 5])
  expect(coresIn(undefined, 2)).toEqual([0, 1])
  expect([undefined, 4.9, 725, 3723].map(clockTime)).toEqual(['–', '0:04', '12:05', '1:02:03'])
})
