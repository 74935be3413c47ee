import { expect, test } from 'vitest'
import { browserCommand, engineOptions, readVersion } from './host.ts'

const root = new URL('../../', import.meta.url)

test('the browser is opened where there is a display', () => {
  expect(browserCommand('linux', {})).toBeUndefined()
  expect(browserCommand('linux', { WAYLAND_DISPLAY: 'w' })).toEqual(['xdg-open'])
  expect(browserCommand('linux', { DISPLAY: ':0' })).toEqual(['xdg-open'])
  expect(browserCommand('darwin', {})).toEqual(['open'])
  expect(browserCommand('win32', {})?.[0]).toBe('rundll32')
})

test("the engine's programs lie beside the built terminal host", () => {
  const { programs, workloads, node, host } = engineOptions(root, '1', 'terminal')
  expect(programs.sampler.href).toBe(new URL('out/main/sampler.js', root).href)
  expect(programs.guard.href).toBe(new URL('out/main/guard.js', root).href)
  expect(workloads).toMatch(/workloads$/)
  expect([node.path, host]).toEqual([process.execPath, 'terminal'])
  expect(readVersion(root)).toMatch(/^\d+\.\d+\.\d+/)
})
