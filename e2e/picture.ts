import { expect, type Page } from 'playwright/test'

/** Looks at a PNG with a real decoder, the page's: its size, and that it shows something. */
export async function expectPicture(page: Page, png: Buffer, size?: { width: number; height: number }): Promise<void> {
  expect(png.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a')
  const { width, height, colours, commonest } = await page.evaluate(look, png.toString('base64'))
  if (size !== undefined) expect({ width, height }).toEqual(size)
  expect(colours, 'different colours').toBeGreaterThan(30)
  expect(commonest, 'share of the commonest colour').toBeLessThan(0.98)
}

/** In the page. */
async function look(base64: string) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!
  context.drawImage(bitmap, 0, 0)
  const pixels = new Uint32Array(context.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer)
  const counts = new Map<number, number>()
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1)
  return {
    width: bitmap.width,
    height: bitmap.height,
    colours: counts.size,
    commonest: Math.max(...counts.values()) / pixels.length,
  }
}
