import { expect, test } from 'vitest'
import { bar, createStyle } from './style.ts'

const output = { write: () => {}, isTTY: true }
const plain = createStyle({ ...output, isTTY: false }, {})

test('a bar has as many cells as are wanted, divided by share, and its groups differ by their signs', () => {
  const text = bar({ python: 0.125, gil: 0.875 }, 16, plain)
  expect(text).toBe('██GGGGGGGGGGGGGG')
  expect(bar({ python: 1 / 3, gil: 1 / 3, lock: 1 / 3 }, 16, plain)).toHaveLength(16)
  expect(bar({ idle: 0.5 }, 16, plain)).toBe(`${'·'.repeat(8)}${' '.repeat(8)}`)
  expect(bar({}, 4, plain)).toBe('    ')
})

test('colours only on a terminal that has them, unless NO_COLOR is set', () => {
  expect(createStyle(output, {}).bold('x')).toBe('\u001b[1mx\u001b[0m')
  for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) expect(createStyle(output, env).bold('x')).toBe('x')
  expect(plain.group('gil', 'x')).toBe('x')
})
