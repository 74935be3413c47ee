import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Finding } from '../../../contract/finding.ts'
import type { ProgramEvent } from '../../../contract/program.ts'
import { CoreglowError } from '../../../contract/procedures.ts'
import { sampleProcess, sampleProcesses } from '../../../testing/sample-processes.ts'
import { sampleProgram } from '../../../testing/sample-program.ts'
import { later } from '../../testing-app.ts'
import { show } from '../../testing.tsx'
import { useApp } from '../../state/app.ts'
import { DropZone } from '../drop-zone.tsx'
import { ProgramPage } from './program-page.tsx'

// 500 pixels show all rows that are listed.
beforeEach(() => void vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(500))
afterEach(() => void vi.restoreAllMocks())

const RECORD = sampleProgram()
const { program, diagnosis, processes } = RECORD

function Page() {
  const { live } = useApp()
  return (
    <>
      <ProgramPage scene={() => live.scene} />
      <DropZone />
    </>
  )
}

const command = () => screen.getByRole('textbox', { name: 'Command' })
const start = () => screen.getByRole('button', { name: 'Start and watch' })

async function started() {
  localStorage.clear()
  const shown = show(<Page />, { state: { page: 'program' }, answers: { stopProgram: () => ({ stopped: true }) } })
  await shown.user.type(command(), 'python3.13 server.py')
  await shown.user.click(start())
  const { listener } = shown.streams.find(({ name }) => name === 'program')!
  const send = (...events: readonly ProgramEvent[]) => act(() => events.forEach((event) => listener.onItem(event)))
  return { ...shown, listener, send }
}
const began: ProgramEvent = {
  type: 'began',
  id: 'p1',
  title: 'x',
  program: { ...program, attached: false },
  startNs: 0,
}
const { threads, gils } = RECORD.activity

test('on the desktop a program and a folder are chosen in the host’s dialog', async () => {
  const link = { status: 'open', host: { protocol: 1, version: '0', windowPicture: false, dialogs: true } } as const
  const chosen = { program: '/opt/my tool', folder: '/work' }
  const { user } = show(<Page />, {
    state: { page: 'program', link },
    answers: { chooseFiles: ({ purpose }) => ({ paths: [chosen[purpose as 'folder']] }) },
  })
  await user.click(screen.getByRole('button', { name: 'Browse for the program' }))
  await user.click(screen.getByRole('button', { name: 'Browse for the folder' }))
  await waitFor(() => expect(screen.getByRole('textbox', { name: 'Folder' })).toHaveProperty('value', '/work'))
  const words = within(screen.getByRole('list', { name: 'Will run' })).getAllByRole('listitem')
  expect(words.map(({ textContent }) => textContent)).toEqual(['/opt/my tool'])
})

test('the form shows what will run, and asks for it', async () => {
  const { user, streams } = show(<Page />, { state: { page: 'program' } })
  expect(start()).toHaveProperty('disabled', true)
  await user.type(command(), 'python3 "my file.py" 3')
  const words = within(screen.getByRole('list', { name: 'Will run' })).getAllByRole('listitem')
  expect(words.map(({ textContent }) => textContent)).toEqual(['python3', 'my file.py', '3'])
  await user.selectOptions(screen.getByRole('combobox', { name: 'Interpreter' }), 'CPython 3.12')
  await user.type(screen.getByRole('textbox', { name: 'Folder' }), '/work')
  await user.click(start())
  expect(streams.find(({ name }) => name === 'program')).toMatchObject({
    name: 'program',
    params: { target: { type: 'start', command: ['/usr/bin/3.12', 'my file.py', '3'], folder: '/work' } },
  })
})

test('what is wrong is said beside its field: before it is sent, and by the engine', async () => {
  const { user, streams } = show(<Page />, { state: { page: 'program' } })
  await user.type(command(), `python3 'x`)
  await user.click(start())
  expect(streams.filter(({ name }) => name === 'program')).toEqual([])
  expect(command().getAttribute('aria-invalid')).toBe('true')
  await user.clear(command())
  await user.type(command(), 'nothing-of-that-name')
  await user.click(start())
  const error = new CoreglowError('bad-params', 'There is no such program.', { path: 'params.target.command' })
  act(() => streams.find(({ name }) => name === 'program')!.listener.onEnd(error))
  expect(screen.getByRole('alert').textContent).toBe('There is no such program.')
  expect(command().getAttribute('aria-invalid')).toBe('true')
})

test('a command that was started is among the recent ones', async () => {
  const { user, store } = await started()
  act(() => store.setState({ program: undefined }))
  await user.clear(command())
  await user.click(screen.getByRole('button', { name: 'python3.13 server.py' }))
  expect(command()).toHaveProperty('value', 'python3.13 server.py')
})

test('a script that is dropped fills the form; the browser does not give its folder', async () => {
  show(<Page />, { state: { page: 'history' } })
  const file = new File([''], 'my job.py')
  fireEvent.drop(window, { dataTransfer: { types: ['Files'], files: [file] } })
  await waitFor(() => expect(command()).toHaveProperty('value', `python3 'my job.py'`))
  expect(screen.getByRole('alert').textContent).toContain('my job.py')
})

test('the diagnosis is shown as evidence comes, the strongest first, and can be copied', async () => {
  const { send, user } = await started()
  send(began)
  expect(screen.getByText(/Collecting evidence/u)).toBeTruthy()
  const other: Finding = { id: 'imbalance', text: 'One ends early.', evidence: [], where: [] }
  send({
    type: 'diagnosis',
    diagnosis: { findings: [...diagnosis.findings, other], noisy: true, reasons: ['Other programs ran.'] },
    processes,
    cpuSeconds: 2,
    wallSeconds: 2,
  })
  const first = screen.getByRole('article', { name: 'Finding: GIL contention' })
  expect(first.textContent).toContain('server.py:12')
  expect(first.textContent).toContain('Use processes')
  expect(within(screen.getByRole('list', { name: 'Other findings' })).getByText(/One ends early/u)).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'noisy' }))
  expect(await screen.findByText('Other programs ran.')).toBeTruthy()
  await user.keyboard('{Escape}')
  await user.click(within(first).getByRole('button', { name: /server\.py:12/u }))
  expect(await navigator.clipboard.readText()).toMatch(/server\.py:12$/u)
  await user.click(screen.getAllByRole('button', { name: 'Copy' })[0]!)
  expect(await navigator.clipboard.readText()).toMatch(/^gil-contention: [\s\S]*server\.py:12[\s\S]*imbalance/u)
})

test('functions are those of the thread that ran longest, until another is chosen in the table', async () => {
  const { send, user } = await started()
  const [first, second] = threads
  send(
    began,
    { type: 'threads', threads, gils },
    {
      type: 'window',
      window: {
        fromNs: 0,
        toNs: 1e8,
        rows: { thread: [first!.thread, second!.thread], activity: [1, 5], ns: [1e8, 1e8] },
        gils: [],
        inFlight: 2,
      },
    },
    {
      type: 'functions',
      threads: [
        { thread: first!.thread, functions: [{ function: 'work', file: '/a/app.py', line: 3, share: 0.75 }] },
        { thread: second!.thread, functions: [{ function: 'wait', file: '/a/app.py', line: 9, share: 1 }] },
      ],
    },
  )
  const table = screen.getByRole('table', { name: 'Functions' })
  expect(within(table).getByRole('row', { name: /work/u }).textContent).toContain('app.py:3')
  await user.click(screen.getByRole('button', { name: 'Table' }))
  const rows = screen.getByRole('table', { name: 'Threads' })
  await user.click((await within(rows).findAllByRole('button', { name: second!.name }))[0]!)
  const shares = within(rows)
    .getAllByRole('row')
    .find(({ textContent }) => textContent.includes(`/ ${second!.tid}`))
  expect(shares?.textContent).toContain('100')
  await waitFor(() => expect(screen.getByRole('table', { name: 'Functions' }).textContent).toContain('wait'))
})

test('output, Stop, and the end', async () => {
  const { send, user, sent, notices } = await started()
  send(began, { type: 'output', stream: 'stderr', text: 'no good\n' })
  expect(screen.getByText('no good')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'End program' }))
  expect(sent).toContainEqual(['stopProgram', { id: 'p1', end: 'program' }])
  send({ type: 'ended', exitCode: null, signal: 'SIGTERM' })
  expect(screen.getByText(/ended by SIGTERM/u)).toBeTruthy()
  expect(notices).toEqual([])
})

test('the form that is asked for while the saved program is being opened stays', async () => {
  const { user, send, store, app } = await started()
  const { answer, give } = later<typeof RECORD>()
  vi.spyOn(app.client(), 'call').mockImplementation((name) => (name === 'run' ? answer : Promise.resolve([])))
  send(began, { type: 'ended', exitCode: 2, signal: null })
  const saved = { ok: true, path: '/runs/p1.json.gz' } as const
  send({ type: 'end', id: 'p1', status: 'finished', durationSeconds: 1, diagnosis, saved })
  await user.click(screen.getByRole('button', { name: 'Change and run' }))
  await act(async () => give(RECORD))
  expect(store.getState().opened).toBeUndefined()
  expect(command()).toHaveProperty('value', 'python3.13 server.py')
})

test('a saved program shows the same, and can be run again', async () => {
  const record = sampleProgram({ program: { ...program, attached: false, exitCode: 3, lastLines: ['Traceback'] } })
  const { user, streams } = show(<Page />, { state: { page: 'program', opened: record } })
  expect(screen.getByText(/failed with exit code 3/u)).toBeTruthy()
  expect(screen.getByText('Traceback')).toBeTruthy()
  expect(screen.getByRole('article', { name: 'Finding: GIL contention' })).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Run again' }))
  expect(streams.find(({ name }) => name === 'program')).toMatchObject({
    params: { target: { command: ['python3.13', 'server.py'], folder: '/home/user' } },
  })
})

test('a process is attached to from the list, or by its PID', async () => {
  const { user, streams } = show(<Page />, { state: { page: 'program' } })
  const isProgram = ({ name }: (typeof streams)[number]) => name === 'program'
  const hidden = { missing: 'Process 78 belongs to another user.' }
  const listed = [
    sampleProcess(77, { name: 'server', cpuShare: 0.5 }),
    sampleProcess(78, { name: 'guarded', readable: hidden }),
    sampleProcess(79, { name: 'kworker', command: '' }),
  ]
  act(() => streams.find(({ name }) => name === 'processes')!.listener.onItem(sampleProcesses(listed)))
  const names = screen.getAllByRole('button', { name: /^Attach to/ }).map((button) => button.ariaLabel)
  expect(names).toEqual(['Attach to server, PID 77', 'Attach to guarded, PID 78'])
  expect(screen.getByText(hidden.missing)).toBeTruthy()
  await user.type(screen.getByRole('searchbox', { name: 'Search processes' }), '4121')
  await user.click(screen.getByRole('button', { name: 'Attach to PID 4121' }))
  const stream = streams.find(isProgram)!
  expect(stream).toMatchObject({ params: { target: { type: 'attach', pid: 4121 } } })
  const error = new CoreglowError('bad-params', 'There is no process 4121.', { path: 'params.target.pid' })
  act(() => stream.listener.onEnd(error))
  expect(screen.getByRole('alert').textContent).toBe('There is no process 4121.')
})
