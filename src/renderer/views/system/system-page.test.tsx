import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CoreglowError } from '../../../contract/procedures.ts'
import type { SystemProcess } from '../../../contract/system.ts'
import { sampleProcess, sampleProcesses } from '../../../testing/sample-processes.ts'
import { useApp } from '../../state/app.ts'
import { show } from '../../testing.tsx'
import { SystemPage } from './system-page.tsx'

// 500 pixels show all rows that are listed.
beforeEach(() => void vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(500))
afterEach(() => void vi.restoreAllMocks())

function Page() {
  const { live } = useApp()
  return <SystemPage scene={() => live.scene} />
}

const SERVER = sampleProcess(30, { parentPid: 20, name: 'python3', runtime: 'CPython 3.13', nice: 2 })
const OTHERS = { missing: 'It belongs to root.' }
const LIST = [
  sampleProcess(10, { parentPid: 0, name: 'init', user: 'root', controllable: OTHERS, readable: OTHERS }),
  sampleProcess(20, { parentPid: 10, name: 'shell' }),
  SERVER,
]

type Answers = NonNullable<Parameters<typeof show>[1]>['answers']

function opened(answers: Answers = {}) {
  const shown = show(<Page />, { state: { page: 'system' }, answers })
  const stream = shown.streams.find(({ name }) => name === 'processes')!
  const send = (processes: readonly SystemProcess[]) => act(() => stream.listener.onItem(sampleProcesses(processes)))
  send(LIST)
  return { ...shown, stream, send }
}
const table = () => screen.getByRole('treegrid', { name: 'Processes' })
const row = (name: string) => within(table()).getByRole('row', { name: new RegExp(`^${name}|children of ${name}`) })
const names = () =>
  [...table().querySelectorAll('tbody tr[data-pid]')].map((element) => element.getAttribute('data-pid'))

async function chosen(user: ReturnType<typeof opened>['user'], name: string, item: RegExp) {
  await user.click(screen.getByRole('button', { name: new RegExp(`^Actions for ${name},`) }))
  await user.click(await screen.findByRole('menuitem', { name: item }))
}

test('the list says how many there are, memory, and each with its facts', () => {
  opened()
  expect(screen.getByText('3 processes, 6 threads')).toBeTruthy()
  expect(screen.getByText('2.00 GB of 8.00 GB')).toBeTruthy()
  const cells = within(row('python3')).getAllByRole('cell')
  expect(cells.map(({ textContent }) => textContent?.replace(/\s/gu, ' ')).slice(0, 8)).toEqual([
    '30',
    'ada',
    'sleeping',
    '0 %',
    '0:05',
    '1.00 MB',
    '2',
    '2',
  ])
  expect(row('python3').getAttribute('aria-level')).toBe('3')
})

test('search, order and the plain list', async () => {
  const { user } = opened()
  await user.click(within(table()).getByRole('button', { name: 'PID' }))
  expect(names()).toEqual(['10', '20', '30'])
  await user.type(screen.getByRole('searchbox', { name: 'Search processes' }), 'cpython')
  expect(names()).toEqual(['10', '20', '30'])
  expect(screen.getByText('1 found')).toBeTruthy()
  await user.click(screen.getByRole('radio', { name: 'list' }))
  expect(screen.getByRole('grid', { name: 'Processes' }).querySelectorAll('tbody tr[data-pid]')).toHaveLength(1)
})

test.each([
  ['End', 'term', 'End it'],
  ['Kill', 'kill', 'Kill it'],
] as const)('%s is asked for once more, with name and PID', async (item, signal, button) => {
  const { user, sent } = opened({ endProcess: () => ({}) })
  await chosen(user, 'python3', new RegExp(`^${item}`))
  const dialog = await screen.findByRole('dialog', { name: `${item} python3, PID 30?` })
  await user.click(within(dialog).getByRole('button', { name: 'Cancel' }))
  expect(sent).toEqual([])
  await chosen(user, 'python3', new RegExp(`^${item}`))
  await user.click(await screen.findByRole('button', { name: button }))
  expect(sent).toEqual([['endProcess', { pid: 30, startTime: 300, signal }]])
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
})

test('what goes wrong is said in the dialog', async () => {
  const { user } = opened({
    endProcess: () => {
      throw new CoreglowError('bad-params', 'Process 30 has ended already.')
    },
  })
  await chosen(user, 'python3', /^Kill/)
  await user.click(await screen.findByRole('button', { name: 'Kill it' }))
  expect((await screen.findByRole('alert')).textContent).toBe('Process 30 has ended already.')
})

test('priority and cores are set', async () => {
  const { user, sent } = opened({ setPriority: () => ({}), setAffinity: () => ({}) })
  await chosen(user, 'python3', /^Priority/)
  await user.click(await screen.findByRole('button', { name: 'More: Nice value' }))
  await user.click(screen.getByRole('button', { name: 'Set' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  await chosen(user, 'python3', /^Affinity/)
  const dialog = await screen.findByRole('dialog')
  expect(within(dialog).queryAllByRole('checkbox')).toHaveLength(0)
  await user.click(within(dialog).getByRole('button', { name: 'Set' }))
  await waitFor(() => expect(sent).toHaveLength(2))
  expect(sent).toEqual([
    ['setPriority', { pid: 30, startTime: 300, nice: 3 }],
    ['setAffinity', { pid: 30, startTime: 300, cores: [0, 1] }],
  ])
})

test('Watch opens the program; what is not the user’s cannot be ended, and says why', async () => {
  const { user, store, streams } = opened()
  await user.click(screen.getByRole('button', { name: /^Actions for init,/ }))
  const end = await screen.findByRole('menuitem', { name: /^End.*belongs to root/ })
  expect(end.getAttribute('aria-disabled')).toBe('true')
  await user.keyboard('{Escape}')
  await chosen(user, 'python3', /^Watch/)
  expect(store.getState().page).toBe('program')
  expect(streams.at(-1)).toMatchObject({ name: 'program', params: { target: { type: 'attach', pid: 30 } } })
})

test('the keyboard moves, folds, opens the menu and asks to end', async () => {
  const { user } = opened()
  act(() => row('init').focus())
  await user.keyboard('{ArrowDown}')
  expect(document.activeElement).toBe(row('shell'))
  await user.keyboard('{ArrowLeft}')
  expect(names()).toEqual(['10', '20'])
  await user.keyboard('{ArrowRight}{End}')
  expect(document.activeElement).toBe(row('python3'))
  await user.keyboard('{Enter}')
  expect(await screen.findByRole('menu', { name: 'Actions for python3' })).toBeTruthy()
  await user.keyboard('{Escape}')
  await waitFor(() => expect(document.activeElement).toBe(row('python3')))
  await user.keyboard('{Delete}')
  expect(await screen.findByRole('dialog', { name: 'End python3, PID 30?' })).toBeTruthy()
})

test('rows keep their places while the pointer is over them', () => {
  const { send, container } = opened()
  const panel = container.querySelector('[data-panel="processes"]')!
  fireEvent.pointerEnter(panel)
  send([LIST[0]!, LIST[1]!, sampleProcess(5, { startTime: 500, parentPid: 10, cpuShare: 1 })])
  expect(names()).toEqual(['10', '20', '30', '5'])
  expect(row('python3').textContent).toContain('ended')
  fireEvent.pointerLeave(panel)
  send([LIST[0]!, LIST[1]!, sampleProcess(5, { startTime: 500, parentPid: 10, cpuShare: 1 })])
  expect(names()).toEqual(['10', '5', '20'])
})

test('a list that ends says why', () => {
  const { stream } = opened()
  act(() => stream.listener.onEnd(new CoreglowError('internal', 'No /proc.')))
  expect(screen.getByRole('alert').textContent).toBe('No /proc.')
})
