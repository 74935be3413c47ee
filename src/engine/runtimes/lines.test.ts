import * as fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { lineSplitter } from './lines.ts'

test('gives the same lines however the text is cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 30 }).map((line) => line.replaceAll('\n', ''))),
      fc.infiniteStream(fc.nat(9)),
      (lines, cuts) => {
        const got: string[] = []
        const push = lineSplitter(30, (line) => got.push(line), expect.unreachable)
        let text = lines.map((line) => `${line}\n`).join('')
        while (text) {
          const cut = cuts.next().value
          push(text.slice(0, cut))
          text = text.slice(cut)
        }
        expect(got).toEqual(lines)
      },
    ),
  )
})

test.each([['x'.repeat(11)], [`${'x'.repeat(11)}\nshort\n`]])(
  'stops at a line that is too long, whole or not',
  (text) => {
    const onLine = vi.fn<(line: string) => void>()
    const onTooLong = vi.fn<(line: string) => void>()
    const push = lineSplitter(10, onLine, onTooLong)
    push(text)
    push('after\n')
    expect(onTooLong).toHaveBeenCalledExactlyOnceWith('x'.repeat(10))
    expect(onLine).not.toHaveBeenCalled()
  },
)
