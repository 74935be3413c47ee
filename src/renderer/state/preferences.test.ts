import { expect, test } from 'vitest'
import type { StoredPreferences, Preferences } from '../../contract/preferences.ts'
import { readTexts, textsOf, withStored } from './preferences.ts'
import { createAppStore } from './store.ts'

const stored = (preferences: Preferences): StoredPreferences => ({
  preferences,
  dataFolder: { path: '/data', from: 'system' },
  added: [],
  problems: [],
})

test('what is typed is read, nothing takes a preference away, and each wrong one is told', () => {
  const texts = textsOf({ rate: 50, seconds: 0.5 })
  expect(texts).toEqual({ rate: '50', workers: '', seconds: '0.5', repeat: '' })
  expect(readTexts(texts)).toEqual({ change: { rate: 50, workers: null, seconds: 0.5, repeat: null }, problems: {} })
  const { change, problems } = readTexts({ rate: 'often', workers: '2.5', seconds: '1,5', repeat: '21' })
  expect(change).toEqual({ seconds: 1.5 })
  expect(Object.keys(problems)).toEqual(['rate', 'workers', 'repeat'])
  expect(problems.repeat).toBe('Repeats: a whole number from 1 to 20.')
})

test('a preference is what runs begin with; what was chosen for a run stays until the preference changes', () => {
  const store = createAppStore('dark', 'dark')
  const take = (preferences: Preferences) => store.setState((state) => withStored(state, stored(preferences)))
  take({ workers: 4, seconds: 1 })
  expect(store.getState().settings).toMatchObject({ workers: 4, seconds: 1 })
  store.setState(({ settings }) => ({ settings: { ...settings, workers: 8 } }))
  take({ workers: 4, seconds: 0.5 })
  expect(store.getState().settings).toMatchObject({ workers: 8, seconds: 0.5 })
  take({ seconds: 0.5 })
  expect(store.getState().settings.workers).toBeUndefined()
})

test('the theme is the one that is kept, else that of this page', () => {
  const store = createAppStore('dark', 'dark')
  expect(withStored(store.getState(), stored({})).themeChoice).toBe('dark')
  expect(withStored(store.getState(), stored({ theme: 'light' }))).toMatchObject({
    themeChoice: 'light',
    theme: 'light',
  })
})
