import { expect, test } from 'vitest'
import { browserCommand, readVersion } from './host.ts'

test('the browser is opened where there is a display', () => {
  expect(browserCommand('linux', {})).toBeUndefined()
  expect(browserCommand('linux', { WAYLAND_DISPLAY: 'w' })).toEqual(['xdg-open'])
  expect(browserCommand('linux', { DISPLAY: ':0' })).toEqual(['xdg-open'])
  expect(browserCommand('darwin', {})).toEqual(['open'])
  expect(browserCommand('win32', {})?.[0]).toBe('rundll32')
})

test('the version is that of the package', () => {
  expect(readVersion(new URL('../../', import.meta.url))).toMatch(/^\d+\.\d+\.\d+/)
})
