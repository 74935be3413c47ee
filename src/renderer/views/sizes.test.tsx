import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { numberParameter, sampleExperiment, show } from '../testing.tsx'
import { Sizes } from './sizes.tsx'

const workers = () => screen.getByRole('textbox', { name: 'Workers' })

function setup(state = {}) {
  return show(<Sizes />, { state: { selected: 'counting', ...state } })
}

test('the number of workers steps by button and by arrow, within its limits', async () => {
  const { user, store } = setup({ settings: { models: {}, params: {}, bets: {}, workers: 7 } })
  await user.click(screen.getByRole('button', { name: 'More: Workers' }))
  expect(store.getState().settings.workers).toBe(8)
  workers().focus()
  await user.keyboard('{ArrowUp}')
  expect(store.getState().settings.workers).toBe(8)
  await user.keyboard('{ArrowDown}{ArrowDown}')
  expect(store.getState().settings.workers).toBe(6)
})

test('a typed number counts; what is too large becomes the largest', async () => {
  const { user, store } = setup()
  await user.clear(workers())
  await user.type(workers(), '5')
  expect(store.getState().settings.workers).toBe(5)
  await user.clear(workers())
  await user.type(workers(), '99')
  await user.tab()
  expect(store.getState().settings.workers).toBe(8)
})

test('text and an empty field leave the last number', async () => {
  const { user, store } = setup()
  await user.clear(workers())
  await user.type(workers(), '4')
  await user.clear(workers())
  await user.type(workers(), 'x')
  await user.tab()
  expect(store.getState().settings.workers).toBe(4)
})

test('sizes are offered with their unit and remark, and one chosen elsewhere is among them', async () => {
  const { user, store } = setup({ settings: { models: {}, params: {}, bets: {}, seconds: 1.5 } })
  const size = screen.getByRole('combobox', { name: 'Size' })
  const texts = [...size.querySelectorAll('option')].map((option) => option.textContent)
  expect(texts).toEqual(['1\u202Fs', '1.5\u202Fs', '2\u202Fs · published'])
  await user.selectOptions(size, '2')
  expect(store.getState().settings.seconds).toBe(2)
})

test('nothing can be changed during a run, and what an experiment fixes is not offered', () => {
  const fixed = sampleExperiment('fixed', { parameters: [numberParameter('workers', { min: 2, max: 2 })] })
  setup({ catalog: { experiments: [fixed], suites: [], glossary: [], previews: {} }, selected: 'fixed' })
  expect(screen.queryByRole('textbox')).toBeNull()
})

test('during a run the fields are disabled', () => {
  setup({ runs: { byExperiment: {}, busy: true } })
  expect(workers()).toHaveProperty('disabled', true)
  expect(screen.getByRole('button', { name: 'More: Workers' })).toHaveProperty('disabled', true)
})
