import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { Run } from '../../contract/run.ts'
import { sampleRun } from '../../testing/sample-run.ts'
import { shownFromRecord } from '../state/runs.ts'
import type { AppState } from '../state/store.ts'
import { sampleExperiment, show } from '../testing.tsx'
import { Verdicts } from './verdict.tsx'

const BASE = sampleRun()
const choices = [
  { id: 'same', label: 'The same: they take turns' },
  { id: 'longer', label: 'Longer' },
]
const experiment = sampleExperiment(BASE.experiment, {
  bet: { question: 'How long does it take?', choices },
  lesson: { why: 'The GIL lets one thread run.', next: 'Try more.', source: 'A paper.' },
})
const catalog: AppState['catalog'] = {
  experiments: [experiment],
  suites: [],
  glossary: [{ id: 'gil', term: 'GIL', also: [], definition: 'A lock of the interpreter.' }],
  previews: {},
}
const recordOf = (change: Partial<Run> = {}, verdict: Partial<Run['verdict']> = {}): Run => ({
  ...BASE,
  ...change,
  verdict: { ...BASE.verdict, noisy: false, reasons: [], ...verdict },
})

function setup(record?: Run, state: Partial<AppState> = {}) {
  const shown = record === undefined ? [] : [shownFromRecord(record)]
  return show(<Verdicts shown={shown} />, { state: { catalog, selected: BASE.experiment, ...state } })
}
const article = () => within(screen.getByRole('article', { name: `Verdict: ${experiment.name}` }))
const bet = (name: string) => screen.getByRole<HTMLInputElement>('radio', { name })

test('before a run a bet is placed, changed and taken back by the same press', async () => {
  const { user, store } = setup()
  expect(article().getByText('place a bet, or just run')).toBeTruthy()
  await user.click(bet('The same: they take turns'))
  expect(store.getState().settings.bets).toEqual({ [experiment.id]: 'same' })
  expect(article().getByText('your bet is placed')).toBeTruthy()
  await user.click(bet('Longer'))
  expect([bet('Longer').checked, bet('The same: they take turns').checked]).toEqual([true, false])
  await user.click(bet('Longer'))
  expect(store.getState().settings.bets).toEqual({})
  expect(bet('Longer').checked).toBe(false)
})

test('the space bar takes a bet back too', async () => {
  const { user, store } = setup(undefined, {
    settings: { models: {}, params: {}, bets: { [experiment.id]: 'longer' } },
  })
  bet('Longer').focus()
  await user.keyboard(' ')
  expect(store.getState().settings.bets).toEqual({})
})

test('while something runs bets are closed, and those of the next say that they wait', () => {
  setup(undefined, { runs: { busy: true, byExperiment: {} } })
  expect(screen.getByRole<HTMLFieldSetElement>('radiogroup', { name: 'How long does it take?' }).disabled).toBe(true)
  expect(article().getByText('queued')).toBeTruthy()
})

test.each([
  ['same', 'same', 'right'],
  ['longer', 'same', 'wrong'],
  ['same', undefined, 'undecided'],
])('a bet on %s with the outcome %s was %s', (placed, outcome, result) => {
  const record = recordOf({}, { outcome })
  const shown = { ...shownFromRecord(record), plan: { ...record.plan, bet: placed } }
  show(<Verdicts shown={[shown]} />, { state: { catalog, selected: BASE.experiment } })
  const said = article().getByRole('button', { name: new RegExp(result) })
  expect(said.textContent).toContain(placed === 'same' ? '“The same”' : '“Longer”')
})

test('after a run the verdict is said, with what was published', () => {
  setup(recordOf({}, { text: 'Threads took 1.97× the time.', published: 'As published.' }))
  expect(screen.getByTestId('sentence').textContent).toBe('Threads took 1.97× the time.')
  expect(screen.getByText('1.97×').tagName).toBe('B')
  expect(article().getByText('As published.')).toBeTruthy()
  expect(article().queryByRole('button', { name: 'noisy' })).toBeNull()
})

test('a noisy run says what disturbed it', async () => {
  const { user } = setup(recordOf({}, { noisy: true, reasons: ['Another program ran.', 'The clock was set.'] }))
  await user.click(article().getByRole('button', { name: 'noisy' }))
  const reasons = await screen.findByRole('dialog', { name: 'Why this run is noisy' })
  expect(
    within(reasons)
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent),
  ).toEqual(['Another program ran.', 'The clock was set.'])
})

test.each([
  ['stopped', 'Stopped: You stopped it.'],
  ['failed', 'Failed: You stopped it.'],
] as const)('a run that %s says so', (status, text) => {
  setup(recordOf({ status, failure: { code: 'internal', message: 'You stopped it.' } }))
  expect(article().getByText((_, element) => element?.tagName === 'P' && element.textContent === text)).toBeTruthy()
})

test('another bet can be placed on the next run, and the verdict shown again', async () => {
  const { user } = setup(recordOf())
  expect(screen.queryByRole('radio')).toBeNull()
  await user.click(article().getByRole('button', { name: 'Bet again' }))
  expect(screen.getAllByRole('radio')).toHaveLength(2)
  await user.click(article().getByRole('button', { name: 'Verdict' }))
  expect(screen.queryByRole('radio')).toBeNull()
})

test('of a saved run that is open nothing can be bet', () => {
  const record = recordOf()
  setup(record, { opened: record })
  expect(article().queryByRole('button', { name: 'Bet again' })).toBeNull()
})

test('the lesson explains its terms, one at a time, and leads to the own program', async () => {
  const { user, store } = setup(recordOf())
  await user.click(article().getByRole('button', { name: 'Why?' }))
  const lesson = within(await screen.findByRole('dialog', { name: `Why: ${experiment.name}` }))
  const term = lesson.getByRole('button', { name: 'GIL' })
  await user.click(term)
  expect(term.getAttribute('aria-expanded')).toBe('true')
  expect(lesson.getByText(/A lock of the interpreter/)).toBeTruthy()
  await user.click(term)
  await waitFor(() => expect(lesson.queryByText(/A lock of the interpreter/)).toBeNull())
  await user.click(lesson.getByRole('button', { name: 'See whether your program does this' }))
  expect(store.getState().page).toBe('program')
})

test('other machines are in a table behind a button, with what is known of their clocks', async () => {
  const [first] = BASE.results
  const workers = first!.workers.map((own) => Object.assign({}, own, { host: 'node1' }))
  const recording = {
    ...BASE.recording,
    tasks: [],
    tNs: [first!.startNs],
    busy: [[1], [0.5]],
    iowait: [[0], [0]],
    steal: [[0], [0]],
  }
  const { user } = setup(
    recordOf({
      results: [{ ...first!, workers }],
      hosts: [
        { host: 'node1', cores: 2, recording, samplerCpuSeconds: 0.01 },
        { host: 'node2', cores: 4, recording: { missing: 'no sample of it arrived' }, samplerCpuSeconds: 0 },
      ],
      clocks: [{ host: 'node1', runtime: 'py', offsetNs: 5, uncertaintyNs: 2e6 }],
    }),
  )
  await user.click(screen.getByRole('button', { name: '2 other hosts' }))
  const table = within(await screen.findByRole('dialog', { name: 'Other hosts' }))
  const cells = table.getAllByRole('row').map((row) => row.textContent)
  expect(cells.slice(1)).toEqual(['node11.5 of 2±2.0\u202fms', 'node2– of 4–no sample of it arrived'])
})
