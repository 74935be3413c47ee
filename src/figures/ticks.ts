/** Distance between the marks of an axis: 1, 2 or 5 times a power of ten, so that a range has at most `most` of them. */
export function tickStep(range: number, most: number): number {
  const least = range / Math.max(most, 1)
  const power = 10 ** Math.floor(Math.log10(least))
  return ([1, 2, 5].find((step) => step * power >= least * 0.999) ?? 10) * power
}

/** Multiples of a step from `min` to `max`, without the rounding errors of adding. */
export function linearTicks(min: number, max: number, step: number): readonly number[] {
  const [first, last] = [Math.ceil(min / step - 1e-6), Math.floor(max / step + 1e-6)]
  return Array.from({ length: Math.max(last - first + 1, 0) }, (_, i) => Number(((first + i) * step).toPrecision(12)))
}

/** Powers of ten from `min` to `max`, every second or third of them where there are more than `most`; also twice and five times them where there would be fewer than three. */
export function logTicks(min: number, max: number, most: number): readonly number[] {
  const [low, high] = [Math.floor(Math.log10(min) + 1e-9), Math.ceil(Math.log10(max) - 1e-9)]
  const powers = Array.from({ length: high - low + 1 }, (_, i) => Number(`1e${low + i}`))
  const inside = (ticks: readonly number[]) =>
    ticks.filter((value) => value >= min * (1 - 1e-9) && value <= max * (1 + 1e-9))
  const every = Math.ceil(inside(powers).length / Math.max(most, 1))
  if (inside(powers).length > 2) return inside(powers).filter((_, i) => i % every === 0)
  const finer = inside(powers.flatMap((power) => [power, 2 * power, 5 * power]))
  return finer.length <= most + 1 ? finer : inside(powers)
}
