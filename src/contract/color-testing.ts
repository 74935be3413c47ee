/** How far colours are apart, also for people who see two of the three primaries. For tests of palettes. */

type Rgb = readonly [number, number, number]

/** Linear light, 0..1. */
function linear(hex: string): Rgb {
  const channel = (offset: number) => {
    const value = Number.parseInt(hex.slice(offset, offset + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return [channel(1), channel(3), channel(5)]
}

/** Contrast of two `#rrggbb` as in WCAG 2: (L1 + 0.05) / (L2 + 0.05). */
export function contrast(a: string, b: string): number {
  const [dark, light] = [a, b]
    .map(linear)
    .map(([r, g, blue]) => 0.2126 * r + 0.7152 * g + 0.0722 * blue)
    .toSorted((x, y) => x - y)
  return (light! + 0.05) / (dark! + 0.05)
}

const apply = (m: Matrix, [r, g, b]: Rgb): Rgb => {
  const row = (i: number) => m[i]! * r + m[i + 1]! * g + m[i + 2]! * b
  return [row(0), row(3), row(6)]
}

type Matrix = readonly number[]

/** How people see colours: Machado, Oliveira and Fernandes 2009, severity 1; on linear light. */
export const SIGHTS: Readonly<Record<string, Matrix>> = {
  normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
}

function oklab(rgb: Rgb): Rgb {
  const clamped: Rgb = [Math.max(0, rgb[0]), Math.max(0, rgb[1]), Math.max(0, rgb[2])]
  const lms = apply(
    [
      0.4122214708, 0.5363325363, 0.0514459929, 0.2119034982, 0.6806995451, 0.1073969566, 0.0883024619, 0.2817188376,
      0.6299787005,
    ],
    clamped,
  )
  return apply(
    [
      0.2104542553, 0.793617785, -0.0040720468, 1.9779984951, -2.428592205, 0.4505937099, 0.0259040371, 0.7827717662,
      -0.808675766,
    ],
    [Math.cbrt(lms[0]), Math.cbrt(lms[1]), Math.cbrt(lms[2])],
  )
}

/** Distance of two `#rrggbb` in Oklab, as seen through a matrix of `SIGHTS`. */
export function difference(a: string, b: string, sight: Matrix): number {
  const [first, second] = [a, b].map((color) => oklab(apply(sight, linear(color))))
  return Math.hypot(...first!.map((value, index) => value - second![index]!))
}
