import { expect, test } from 'vitest'
import { createSvgCanvas } from './svg-context.ts'

function drawn(draw: (context: ReturnType<ReturnType<typeof createSvgCanvas>['getContext']>) => void): string {
  const context = createSvgCanvas(100, 100, 0, 20).getContext()
  draw(context)
  return context.markup()
}

test('a path is moved to the origin, filled and outlined as one element', () => {
  const svg = drawn((context) => {
    context.fillStyle = '#11223380'
    context.strokeStyle = '#445566'
    context.lineWidth = 2
    context.setLineDash([4, 3])
    context.beginPath()
    context.rect(1, 2, 10, 10)
    context.fill()
    context.stroke()
  })
  const look = 'fill="#112233" fill-opacity="0.5" stroke="#445566" stroke-width="2" stroke-dasharray="4 3"'
  expect(svg).toBe(`<path d="M1 22L11 22L11 32L1 32Z" ${look}/>`)
})

test('a whole circle is two arcs, and a quarter is one', () => {
  const arc = (turns: number) =>
    drawn((context) => {
      context.beginPath()
      context.arc(50, 30, 10, 0, turns * 2 * Math.PI)
      context.fill()
    })
  expect(arc(1)).toContain('M60 50A10 10 0 0 1 40 50A10 10 0 0 1 60 50')
  expect(arc(0.25)).toContain('d="M60 50A10 10 0 0 1 50 60"')
})

test('lines of one look are one element', () => {
  const svg = drawn((context) => {
    for (const y of [0, 10]) {
      context.beginPath()
      context.moveTo(0, y)
      context.lineTo(5, y)
      context.stroke()
    }
  })
  expect(svg).toBe('<path d="M0 20L5 20M0 30L5 30" fill="none" stroke="#000"/>')
})

test('text stands at its baseline; turned it has a matrix', () => {
  const svg = drawn((context) => {
    context.font = '600 10px Inter, sans-serif'
    context.textAlign = 'center'
    context.textBaseline = 'middle'
    context.fillText('a < b', 50, 10)
    context.save()
    context.translate(10, 10)
    context.rotate(Math.PI / 2)
    context.fillText('c', 0, 0)
    context.restore()
    context.fillText('d', 0, 0)
  })
  expect([...svg.matchAll(/<text ([^>]*)>([^<]*)/gu)].map(([, look, words]) => [words, look])).toEqual([
    ['a &lt; b', 'x="50" y="33.64" font-size="10" font-weight="600" text-anchor="middle" fill="#000"'],
    ['c', expect.stringContaining('transform="matrix(0 1 -1 0 6.36 30)"')],
    ['d', expect.stringContaining('x="0" y="23.64"')],
  ])
})

test('a clip ends with what was saved, and equal clips are one', () => {
  const svg = drawn((context) => {
    for (const color of ['#aaaaaa', '#bbbbbb']) {
      context.save()
      context.beginPath()
      context.rect(0, 0, 5, 5)
      context.clip()
      context.fillStyle = color
      context.fill('evenodd')
      context.restore()
    }
    context.fill()
  })
  expect(svg.match(/<clipPath/gu)).toHaveLength(1)
  expect(svg.match(/fill-rule="evenodd" clip-path="url\(#clip[\w.-]+\)"/gu)).toHaveLength(2)
  expect(svg).toMatch(/fill="#000"\/>$/u)
})

test('a scale is an error', () => {
  expect(() => drawn((context) => context.setTransform(2, 0, 0, 2, 0, 0))).toThrow(/another scale/u)
})
