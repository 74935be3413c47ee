import { expect, test } from 'vitest'
import { isInstalled, requireNode } from './setup.mjs'

const lock = (packages) => ({ packages: { '': { version: '1.0.0' }, ...packages } })
const wanted = lock({
  'node_modules/a': { version: '1.2.0' },
  'node_modules/for-other-os': { version: '1.0.0', optional: true },
})

test('a clone without packages, or with others than the lock file names, is not installed', () => {
  expect(isInstalled(wanted, undefined)).toBe(false)
  expect(isInstalled(wanted, lock({}))).toBe(false)
  expect(isInstalled(wanted, lock({ 'node_modules/a': { version: '1.1.9' } }))).toBe(false)
  expect(
    isInstalled(
      wanted,
      lock({ 'node_modules/a': { version: '1.2.0' }, 'node_modules/for-other-os': { version: '0.9.0' } }),
    ),
  ).toBe(false)
})

test('optional packages of other systems may be missing', () => {
  expect(isInstalled(wanted, lock({ 'node_modules/a': { version: '1.2.0' } }))).toBe(true)
})

test('an old Node is refused with a sentence', () => {
  for (const version of ['18.20.4', '20.18.3'])
    expect(() => requireNode(version)).toThrow(`20.19 or newer; this is ${version}`)
  for (const version of ['20.19.0', '22.12.0', '25.0.0']) expect(() => requireNode(version)).not.toThrow()
})
