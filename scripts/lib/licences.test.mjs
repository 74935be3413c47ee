import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { licencesText, shippedPackages } from './licences.mjs'
import { root } from './paths.mjs'

test('every package that is shipped is listed with its licence, and no tool of ours', () => {
  const folders = shippedPackages(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')), root)
  const text = licencesText(folders)
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  for (const name of Object.keys(dependencies)) expect(text).toContain(`\n${name} `.trimStart())
  expect(text).toMatch(/^ws \d+\.\d+\.\d+: MIT$/m)
  expect(text).not.toMatch(/^(vitest|electron|oxlint) \d/m)
})
