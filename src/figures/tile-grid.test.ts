import { expect, test } from 'vitest'
import { tileGrid } from './tile-grid.ts'

test.each([1, 2, 3, 4, 8, 12, 16, 32, 64, 96, 128, 256])('%i tiles fill their place and overlap nothing', (cores) => {
  const [width, height] = [484, 90]
  const { box, columns, rows } = tileGrid(cores, width, height)
  expect(columns * rows).toBeGreaterThanOrEqual(cores)
  const boxes = Array.from({ length: cores }, (_, core) => box(core))
  for (const { x, y, width: w, height: h } of boxes) {
    expect(w).toBeGreaterThan(3)
    expect(h).toBeGreaterThan(3)
    expect(x + w).toBeLessThanOrEqual(width + 1e-6)
    expect(y + h).toBeLessThanOrEqual(height + 1e-6)
  }
  boxes.slice(1).forEach((b, i) => {
    const a = boxes[i]!
    expect(b.x >= a.x + a.width || b.y >= a.y + a.height).toBe(true)
  })
})

test('eight cores stand in one row of a wide place', () => {
  expect(tileGrid(8, 560, 80)).toMatchObject({ columns: 8, rows: 1 })
})
