import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import type { Outline } from '../../../contract/function.ts'
import { CoreglowError, type Calls } from '../../../contract/procedures.ts'
import { isFunctionRun } from '../../../contract/run.ts'
import { sampleFunctionRun } from '../../../testing/sample-function.ts'
import { later } from '../../testing-app.ts'
import { sampleRuntime, show } from '../../testing.tsx'
import { useApp, useAppState } from '../../state/app.ts'
import { openSaved } from '../../state/actions.ts'
import { shownFromRecord, type ShownRun } from '../../state/runs.ts'
import { latestRuns, type AppState } from '../../state/store.ts'
import { useShallow } from 'zustand/shallow'
import { DropZone } from '../drop-zone.tsx'
import { FunctionPage } from './function-page.tsx'

const RUN = sampleFunctionRun()
const OUTLINE: Outline = {
  file: '/shop/report.py',
  functions: [
    { name: 'fetch', line: 4, isAsync: true },
    { name: 'work', line: 12, isAsync: false },
  ],
  items: ['ITEMS', 'MORE'],
  runtime: { id: '3.12', label: 'CPython 3.12', reason: "the project's .venv" },
}

beforeEach(() => localStorage.clear())

function Page() {
  const { live } = useApp()
  const shown = useAppState(useShallow(latestRuns))
  return (
    <>
      <FunctionPage scene={() => live.scene} shown={shown} />
      <DropZone />
    </>
  )
}

const state: Partial<AppState> = { page: 'function' }
const outlineFile = () => OUTLINE
const file = () => screen.getByRole('textbox', { name: 'File' })
const run = () => screen.getByRole('button', { name: 'Run' })
const ended = (shown: ShownRun): Partial<AppState> => ({
  page: 'function',
  runs: { busy: false, byExperiment: { 'your-function': shown } },
  functionPage: { form: EMPTY, isEditing: false },
})
const EMPTY = {
  file: '',
  folder: '',
  name: '',
  inputKind: 'items' as const,
  items: '',
  json: '',
  count: '',
  runtime: '',
  chunk: '',
  timeout: '',
  sweep: false,
}

test('the functions of the file are listed, and the chosen one is run with what the form says', async () => {
  const startRun = () => ({ runIds: ['r'] })
  const { user, sent } = show(<Page />, { state, answers: { outlineFile, startRun } })
  expect(run()).toHaveProperty('disabled', true)
  await user.type(file(), 'report.py')
  const functions = screen.getByRole('group', { name: 'Functions of the file' })
  expect(await within(functions).findByRole('radio', { name: /^work/u })).toHaveProperty('checked', true)
  expect(functions.textContent).toContain('line 12')
  expect(within(functions).getByText('async')).toBeTruthy()
  expect(screen.getByText(/the project's \.venv/u)).toBeTruthy()
  // Typing is one question, not one for each letter.
  expect(sent.filter(([name]) => name === 'outlineFile')).toHaveLength(1)
  await user.click(within(functions).getByRole('radio', { name: /^fetch/u }))
  await user.selectOptions(screen.getByRole('combobox', { name: 'Name of the inputs in the module' }), 'MORE')
  await user.click(screen.getByRole('button', { name: 'More: Workers' }))
  await user.click(screen.getByRole('checkbox', { name: /^Sweep/u }))
  await user.click(run())
  expect(sent.at(-1)).toEqual([
    'startRun',
    {
      experiment: 'your-function',
      workers: 3,
      repeat: 3,
      rate: undefined,
      function: { file: 'report.py', name: 'fetch', items: 'MORE', sweep: true },
    },
  ])
})

test('models are those of the interpreter that runs the file, one for each way by default', async () => {
  const startRun = () => ({ runIds: ['r'] })
  const { user, sent } = show(<Page />, { state, answers: { outlineFile, startRun } })
  await user.type(file(), 'report.py')
  const models = await screen.findByRole('group', { name: 'Models' })
  const pressed = () =>
    within(models)
      .getAllByRole('button')
      .map((button) => `${button.textContent} ${button.ariaPressed}`)
  expect(pressed()).toEqual(['sequential true', 'threads true'])
  await user.click(within(models).getByRole('button', { name: 'threads' }))
  await user.selectOptions(screen.getByRole('combobox', { name: 'Interpreter' }), 'CPython 3.13')
  expect(pressed()).toEqual(['sequential true', 'threads true'])
  await user.click(within(models).getByRole('button', { name: 'threads' }))
  await user.click(run())
  expect(sent.at(-1)?.[1]).toMatchObject({ runtime: '3.13', models: ['sequential'] })
})

test('an interpreter that is not known yet is asked for', async () => {
  const own = { ...OUTLINE, runtime: { id: 'venv', label: 'CPython 3.11', reason: 'VIRTUAL_ENV' } }
  const runtimes = { runtimes: [sampleRuntime('venv')], preferred: 'venv' }
  const { user, store } = show(<Page />, { state, answers: { outlineFile: () => own, runtimes: () => runtimes } })
  await user.type(file(), 'report.py')
  await waitFor(() => expect(store.getState().runtimes).toBe(runtimes))
  expect(screen.getByRole('group', { name: 'Models' })).toBeTruthy()
})

test('what is wrong is said beside its field or below the form, and nothing typed is lost', async () => {
  const errors = [
    new CoreglowError('bad-params', 'There is no file report.py.', { path: 'params.function.file' }),
    new CoreglowError('run-failed', 'ZeroDivisionError: division by zero, in work (report.py:12).'),
  ]
  const startRun = (): Calls['startRun']['result'] => {
    throw errors.shift()!
  }
  const { user, store, sent } = show(<Page />, { state, answers: { outlineFile, startRun } })
  await user.type(file(), 'report.py')
  await user.type(screen.getByRole('textbox', { name: 'Chunk' }), 'many')
  await user.click(run())
  expect(screen.getByRole('alert').textContent).toContain('a whole number')
  expect(sent.some(([name]) => name === 'startRun')).toBe(false)
  await user.clear(screen.getByRole('textbox', { name: 'Chunk' }))
  await user.click(run())
  expect(await screen.findByText('There is no file report.py.')).toBeTruthy()
  expect(file().getAttribute('aria-invalid')).toBe('true')
  await user.click(run())
  expect(await screen.findByText(/division by zero, in work/u)).toBeTruthy()
  expect(file()).toHaveProperty('value', 'report.py')
  expect(store.getState().pending).toBeUndefined()
})

test('a problem of the file is shown in place of its functions', async () => {
  const problem = 'SyntaxError: invalid syntax (report.py:3).'
  const broken = { file: 'report.py', functions: [], items: [], problem }
  const { user } = show(<Page />, { state, answers: { outlineFile: () => broken } })
  await user.type(file(), 'report.py')
  expect(await screen.findByText(problem)).toBeTruthy()
})

test('while the file is inspected it can be stopped', async () => {
  const { answer, give } = later<Calls['startRun']['result']>()
  const answers = { outlineFile, startRun: () => answer as never, stopRun: () => ({ stopped: true }) }
  const { user, sent } = show(<Page />, { state, answers })
  await user.type(file(), 'report.py')
  await user.click(run())
  expect(run()).toHaveProperty('disabled', true)
  await user.click(screen.getByRole('button', { name: 'Stop' }))
  expect(sent.map(([name]) => name)).toContain('stopRun')
  await act(async () => give({ runIds: [] }))
})

test('a function that was run is among the recent ones', async () => {
  const startRun = () => ({ runIds: ['r'] })
  const { user } = show(<Page />, { state, answers: { outlineFile, startRun } })
  await user.type(file(), 'report.py')
  await screen.findByRole('radio', { name: /^work/u })
  await user.click(run())
  await user.clear(file())
  await user.click(await screen.findByRole('button', { name: /^work report\.py/u }))
  expect(file()).toHaveProperty('value', 'report.py')
})

test('a script that is dropped is the file', async () => {
  show(<Page />, { state, answers: { outlineFile } })
  fireEvent.drop(window, { dataTransfer: { types: ['Files'], files: [new File([''], 'my work.py')] } })
  await waitFor(() => expect(file()).toHaveProperty('value', 'my work.py'))
  expect(screen.getByRole('alert').textContent).toContain('my work.py')
})

test('a run ends in controls, agreement, findings and advice, whose code can be copied', async () => {
  const { user, notices } = show(<Page />, { state: ended(shownFromRecord(RUN)) })
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('work() of report.py')
  const controls = screen.getByRole('region', { name: /^Controls/u })
  expect(controls.textContent).toContain('1.9 of 2')
  expect(controls.textContent).toContain('pure waiting')
  expect(screen.getByRole('region', { name: /^Agreement equal/u }).textContent).toContain('8 items')
  expect(screen.getByRole('article', { name: 'Finding: GIL contention' })).toBeTruthy()
  const advice = screen.getByRole('region', { name: /^Advice/u })
  expect(advice.textContent).toContain('Use a process pool of 2')
  await user.click(within(advice).getByRole('button', { name: 'Copy code' }))
  expect(await navigator.clipboard.readText()).toBe(RUN.advice!.code)
  expect(notices).toEqual(['done: Copied the code.'])
  await user.click(screen.getByRole('button', { name: 'Inspection' }))
  expect(await screen.findByText(/The function printed 2 lines/u)).toBeTruthy()
})

test('each model has its calls in the table, and one that failed its sentence', () => {
  show(<Page />, { state: ended(shownFromRecord(RUN)) })
  const table = screen.getByRole('table', { name: 'Results' })
  const pool = within(table).getByRole('row', { name: /^process pool/u })
  expect(pool.textContent).toMatch(/40\s?B \/ 72\s?B/u)
  expect(within(table).getByRole('row', { name: /^sub-interpreters/u }).textContent).toContain('SIGSEGV at item 2')
})

test('the first item that differs is shown with both values', () => {
  const differs = [
    { variant: 'thread-pool', items: 3, how: 'value', first: { item: 5, expected: 'True', got: 'False' } } as const,
  ]
  const record = { ...RUN, agreement: { equal: false, compared: 8, differs } }
  show(<Page />, { state: ended(shownFromRecord(record)) })
  const panel = screen.getByRole('region', { name: /^Agreement results differ/u })
  expect(panel.textContent).toContain('thread pool: 3 items differ. The first is item 5')
  expect(
    within(panel)
      .getAllByRole('definition')
      .map(({ textContent }) => textContent),
  ).toEqual(['True', 'False'])
})

test('a run without advice says how it ended', () => {
  const { advice: _, ...rest } = RUN
  const failure = { code: 'stopped', message: 'The run was stopped.' }
  const record = { ...rest, status: 'stopped', failure } as typeof RUN
  show(<Page />, { state: ended(shownFromRecord(record)) })
  expect(screen.getByRole('region', { name: /^Advice/u }).textContent).toContain('The run was stopped.')
  expect(screen.queryByRole('button', { name: 'Copy code' })).toBeNull()
})

test('while a run is on every panel says what will follow', () => {
  const { record: _, ...shown } = shownFromRecord(RUN)
  show(<Page />, { state: ended({ ...shown, results: [], workers: [] }) })
  for (const name of [/^Controls/u, /^Agreement/u, /^Advice/u, /^Diagnosis/u])
    expect(screen.getByRole('region', { name }).textContent).toMatch(/measured|compared|follow/u)
  expect(screen.queryByRole('button', { name: 'Run again' })).toBeNull()
})

test('a saved run opens on this page; run again makes the same request, change shows the form', async () => {
  expect(isFunctionRun(RUN)).toBe(true)
  const answers = { outlineFile, run: () => RUN, startRun: () => ({ runIds: ['r'] }) }
  const { app, user, store, sent } = show(<Page />, { answers })
  await act(() => openSaved(app, RUN.id))
  expect(store.getState()).toMatchObject({ page: 'function', opened: { id: RUN.id } })
  act(() => store.setState(ended(shownFromRecord(RUN))))
  await user.click(screen.getByRole('button', { name: 'Change and run' }))
  expect(file()).toHaveProperty('value', 'report.py')
  await user.click(screen.getByRole('button', { name: 'Latest result' }))
  await user.click(screen.getByRole('button', { name: 'Run again' }))
  await waitFor(() => expect(sent.at(-1)?.[0]).toBe('startRun'))
  expect(sent.at(-1)?.[1]).toMatchObject({
    models: RUN.plan.models,
    workers: 2,
    function: { file: 'report.py', folder: '/home/user/shop', name: 'work' },
  })
})
