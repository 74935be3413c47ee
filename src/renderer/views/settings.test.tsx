import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { Parameter } from '../../contract/experiment.ts'
import { numberParameter, sampleExperiment, show } from '../testing.tsx'
import type { AppState } from '../state/store.ts'
import { sampleRuntime } from '../testing.tsx'
import { SettingsButton } from './settings.tsx'

const interval = numberParameter('interval', {
  label: 'Switch interval',
  unit: 'ms',
  default: 5,
  min: 0.01,
  max: 100,
  hint: 'How long a thread waits.',
  presets: [{ value: 1 }, { value: 20, note: 'slow' }],
})
const method: Parameter = {
  id: 'method',
  label: 'Start method',
  kind: 'choice',
  default: 'fork',
  choices: ['fork', 'spawn'].map((id) => ({ id, label: id })),
}

async function setup(parameters: Parameter[] = [interval, method], state: Partial<AppState> = {}) {
  const experiments = [sampleExperiment('handoff', { parameters })]
  const catalog = { experiments, suites: [], glossary: [], previews: {} }
  const shown = show(<SettingsButton />, { state: { catalog, selected: 'handoff', ...state } })
  const button = screen.queryByRole('button', { name: /^Settings/ })
  if (button !== null) {
    await shown.user.click(button)
    await screen.findByRole('dialog', { name: 'Settings' })
  }
  return { ...shown, button: button!, params: () => shown.store.getState().settings.params['handoff'] }
}
const field = () => screen.getByRole('textbox', { name: /^Switch interval/ })

test('an experiment without settings of its own has no button', async () => {
  const { button } = await setup([numberParameter('workers')])
  expect(button).toBeNull()
})

test('a number counts as soon as it is within its limits; the button says how many are changed', async () => {
  const { user, params, button } = await setup()
  await user.clear(field())
  await user.type(field(), '0,5')
  expect(params()).toEqual({ interval: 0.5 })
  expect(button.textContent).toBe('Settings · 1 changed')
})

test('a wrong number says what would be right and leaves the last one', async () => {
  const { user, params } = await setup()
  await user.clear(field())
  await user.type(field(), '1000')
  expect(field().getAttribute('aria-invalid')).toBe('true')
  const alert = screen.getByRole('alert')
  expect(alert.textContent).toMatch(/a number from 0\.01.ms to 100.ms\. The current value stays 100.ms/)
  expect(field().getAttribute('aria-describedby')).toBe(alert.id)
  expect(params()).toEqual({ interval: 100 })
})

test('a suggested value takes the place of what was typed', async () => {
  const { user, params } = await setup()
  await user.clear(field())
  await user.click(screen.getByRole('button', { name: /^20.ms/ }))
  expect(params()).toEqual({ interval: 20 })
  expect(field()).toHaveProperty('value', '20')
  expect(screen.getByRole('button', { name: /^20.ms/ }).getAttribute('aria-pressed')).toBe('true')
})

test('a choice is stored, its default is not, and Reset clears all', async () => {
  const { user, params } = await setup()
  const choice = screen.getByRole('combobox', { name: 'Start method' })
  await user.selectOptions(choice, 'spawn')
  await user.click(screen.getByRole('button', { name: '1\u202Fms' }))
  expect(params()).toEqual({ method: 'spawn', interval: 1 })
  await user.selectOptions(choice, 'fork')
  expect(params()).toEqual({ interval: 1 })
  await user.click(screen.getByRole('button', { name: 'Reset to defaults' }))
  expect(params()).toBeUndefined()
  await waitFor(() => expect(field()).toHaveProperty('value', '5'))
})

test('a chosen model brings settings of its own, and a text that is cleared is the default', async () => {
  const address: Parameter = { id: 'address', label: 'Address', kind: 'text', default: 'local', hint: 'Where it is.' }
  const runtime = sampleRuntime('3.13')
  const [first, ...others] = runtime.models
  const models = [{ ...first!, settings: [address] }, ...others]
  const runtimes = { runtimes: [{ ...runtime, models }], preferred: runtime.id }
  const { user, params } = await setup([interval], { runtimes })
  const text = screen.getByRole('textbox', { name: 'Address' })
  await user.type(text, 'tcp://host:8786')
  expect(params()).toEqual({ address: 'tcp://host:8786' })
  await user.clear(text)
  expect(params()).toEqual({})
})
