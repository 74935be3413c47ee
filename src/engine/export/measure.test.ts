import { Resvg } from '@resvg/resvg-js'
import { assert, array, integer, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { FONT } from './png.ts'
import { fit, textWidth, wrap, wrapEvenly } from '../../figures/measure.ts'
import { escapeXml } from './card/svg.ts'

function drawnWidth(text: string, weight: number): number {
  const words = `<text y="50" font-size="20" font-weight="${weight}" font-family="Inter">${escapeXml(text)}</text>`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="100">${words}</svg>`
  return new Resvg(svg, { font: FONT }).innerBBox()?.width ?? 0
}

test.each([
  'Two tasks that count down to zero',
  'AMD Ryzen 7 7840U w/ Radeon 780M Graphics · 8 cores · 32.0\u202fGB',
  '4.01 … 4.07\u202fs  1.94×  –  111,111,111',
  'WWWW iiii MMMM @@@@ %%%% Überlänge Москва',
])('the estimate for %s is no less than what is drawn, and not much more', (text) => {
  for (const weight of [400, 500, 600]) {
    const drawn = drawnWidth(text, weight)
    expect(textWidth(text, 20)).toBeGreaterThanOrEqual(drawn)
    expect(textWidth(text, 20)).toBeLessThan(drawn * 1.35)
  }
})

test('a text is left alone where it fits, and ends in an ellipsis where it does not', () => {
  expect(fit('threads', 20, 200)).toBe('threads')
  expect(fit('threads and more', 20, 100)).toMatch(/^thr.*…$/)
})

test('no line of whatever text is wider than the limit, and short texts lose nothing', () => {
  assert(
    property(
      string({ unit: 'binary' }),
      array(string({ unit: 'grapheme-ascii' })),
      integer({ min: 1, max: 5 }),
      (name, words, most) => {
        const text = [name, ...words].join(' ')
        const lines = wrap(text, 20, 150, most)
        expect(lines.length).toBeLessThanOrEqual(most)
        for (const line of lines) expect(textWidth(line, 20)).toBeLessThanOrEqual(150)
      },
    ),
  )
  expect(wrap('one two\nthree  four', 20, 100, 9).join(' ')).toBe('one two three four')
  expect(wrap('', 20, 100, 3)).toEqual([])
})

test('even lines say the same in as many lines, and leave no single word over', () => {
  const text = 'two workers took about as long as one after the other, for one GIL lets one thread compute at a time.'
  const [plain, even] = [wrap(text, 20, 960, 3), wrapEvenly(text, 20, 960, 3)]
  expect(plain.at(-1)).toBe('time.')
  expect(even).toHaveLength(plain.length)
  expect(even.join(' ')).toBe(text)
  expect(textWidth(even[1]!, 20)).toBeGreaterThan(textWidth(even[0]!, 20) * 0.7)
})
