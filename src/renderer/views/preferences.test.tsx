import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { StoredPreferences } from '../../contract/preferences.ts'
import { CoreglowError } from '../../contract/procedures.ts'
import { show } from '../testing.tsx'
import { PreferencesButton } from './preferences.tsx'

const STORED: StoredPreferences = {
  preferences: { workers: 2 },
  dataFolder: { path: '/home/me/coreglow', from: 'system' },
  added: ['/opt/python'],
  problems: [],
}

async function setup(answers: Parameters<typeof show>[1] = {}) {
  const shown = show(<PreferencesButton />, { state: { stored: STORED, history: [] }, ...answers })
  await shown.user.click(screen.getByRole('button', { name: 'Preferences' }))
  const dialog = within(await screen.findByRole('dialog', { name: 'Preferences' }))
  return { ...shown, dialog }
}
const isClosed = () => waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())

test('what is saved is sent whole, and the dialog closes', async () => {
  const { user, dialog, sent } = await setup({ answers: { setPreferences: () => STORED } })
  await user.clear(dialog.getByLabelText('Workers'))
  await user.type(dialog.getByLabelText('Sample rate'), '50')
  await user.selectOptions(dialog.getByLabelText('Runtime'), '3.12')
  await user.click(dialog.getByRole('button', { name: 'Save' }))
  expect(sent).toEqual([['setPreferences', { rate: 50, workers: null, seconds: null, repeat: null, runtime: '3.12' }]])
  await isClosed()
})

test('a wrong number is named beside its field and nothing is sent', async () => {
  const { user, dialog, sent } = await setup()
  await user.clear(dialog.getByLabelText('Workers'))
  await user.type(dialog.getByLabelText('Workers'), '99')
  await user.click(dialog.getByRole('button', { name: 'Save' }))
  const workers = dialog.getByLabelText('Workers')
  expect(workers.getAttribute('aria-invalid')).toBe('true')
  const problem = document.querySelector(`[id="${workers.getAttribute('aria-describedby')}"]`)
  expect(problem?.textContent).toBe('Workers: a whole number from 1 to 64.')
  expect(sent).toEqual([])
})

test("the engine's error about the folder stays in the dialog with what was typed", async () => {
  const { user, dialog } = await setup({
    answers: {
      setPreferences: () => STORED,
      setDataFolder: () => {
        throw new CoreglowError('bad-params', '"over there" is not an absolute path.')
      },
    },
  })
  await user.clear(dialog.getByLabelText('Data folder'))
  await user.type(dialog.getByLabelText('Data folder'), 'over there')
  await user.click(dialog.getByRole('button', { name: 'Save' }))
  expect(await dialog.findByText('"over there" is not an absolute path.')).toBeTruthy()
  expect(dialog.getByLabelText('Data folder')).toHaveProperty('value', 'over there')
})

test('Escape and Cancel close it unsaved and give the focus back', async () => {
  const { user, sent } = await setup()
  await user.keyboard('{Escape}')
  await isClosed()
  const button = screen.getByRole('button', { name: 'Preferences' })
  await waitFor(() => expect(document.activeElement).toBe(button))
  await user.click(button)
  await user.click(await screen.findByRole('button', { name: 'Cancel' }))
  await isClosed()
  expect(sent).toEqual([])
})

test('an interpreter that cannot be added says why; Escape leaves the preferences open', async () => {
  const { user, sent } = await setup({
    answers: {
      addRuntime: () => {
        throw new CoreglowError('broken-runtime', 'Cannot use /nowhere. No such file.')
      },
    },
  })
  await user.click(screen.getByRole('button', { name: 'Add interpreter …' }))
  const adding = within(await screen.findByRole('dialog', { name: 'Add an interpreter' }))
  expect(adding.getByRole('button', { name: 'Add' })).toHaveProperty('disabled', true)
  await user.type(adding.getByLabelText('Path of the interpreter'), ' /nowhere {Enter}')
  expect(await adding.findByText('Cannot use /nowhere. No such file.')).toBeTruthy()
  expect(sent).toEqual([['addRuntime', { path: '/nowhere' }]])
  await user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Add an interpreter' })).toBeNull())
  expect(screen.getByRole('dialog', { name: 'Preferences' })).toBeTruthy()
})

test('on the desktop paths are chosen in the host’s dialog; cancelled, it changes nothing', async () => {
  const paths = [['/home/me/runs'], []]
  const link = { status: 'open', host: { protocol: 1, version: '0', windowPicture: false, dialogs: true } } as const
  const { user, dialog, sent } = await setup({
    state: { stored: STORED, history: [], link },
    answers: { chooseFiles: () => ({ paths: paths.shift()! }) },
  })
  const browse = dialog.getByRole('button', { name: 'Browse for the data folder' })
  await user.click(browse)
  await user.click(browse)
  expect(sent).toEqual([
    ['chooseFiles', { purpose: 'folder' }],
    ['chooseFiles', { purpose: 'folder' }],
  ])
  expect(dialog.getByLabelText('Data folder')).toHaveProperty('value', '/home/me/runs')
})

test('a browser has no dialogs of the host', async () => {
  const { dialog } = await setup()
  expect(dialog.queryByRole('button', { name: 'Browse for the data folder' })).toBeNull()
})

test('an added interpreter can be removed', async () => {
  const { user, sent } = await setup({
    answers: {
      forgetRuntime: () => ({}),
      runtimes: () => ({ runtimes: [], preferred: '' }),
      preferences: () => STORED,
    },
  })
  await user.click(screen.getByRole('button', { name: 'Remove /opt/python' }))
  expect(sent[0]).toEqual(['forgetRuntime', { path: '/opt/python' }])
})
