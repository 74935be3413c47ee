import { expect, test } from 'vitest'
import { createBottomLine } from './bottom-line.ts'

function terminal(isTTY: boolean, rows = 24) {
  const written: string[] = []
  return {
    output: { write: (text: string) => written.push(text), isTTY, rows, columns: 20 },
    text: () => written.join(''),
  }
}

test('the last row is reserved once, rewritten with the cursor put back, and given back', () => {
  const { output, text } = terminal(true)
  const line = createBottomLine(output, {})
  line.show('a status that is far too long for it')
  line.show('second')
  line.clear()
  line.clear()
  expect(text().split('\u001b[1;23r')).toHaveLength(2)
  expect(text().split('\u001b[r')).toHaveLength(2)
  expect(text()).toContain('\u001b[24;1H\u001b[2Ka status that is f…\u001b8')
  expect(text().split('\u001b7').length).toBe(text().split('\u001b8').length)
  // Nothing that moves the program's own lines but the one that makes room.
  expect(text()).not.toContain('\n')
})

test('nothing is written where it is not a terminal, a dumb one, or has too few rows', () => {
  for (const [isTTY, rows, env] of [
    [false, 24, {}],
    [true, 4, {}],
    [true, 24, { TERM: 'dumb' }],
  ] as const) {
    const { output, text } = terminal(isTTY, rows)
    const line = createBottomLine(output, env)
    line.show('status')
    line.clear()
    expect(text()).toBe('')
  }
})
