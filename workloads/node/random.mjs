const WARM_UP = 12

/**
 * Reproducible numbers, other ones for every seed of 32 bits: Chris Doty-Humphrey's sfc32 (PractRand), since Math.random cannot
 * be seeded.
 */
export function createRandom(seed) {
  // Typed, so that V8 need not find out that they are always 32-bit integers and doubles.
  const state = Int32Array.of(0, seed, 0, 1)
  const spare = new Float64Array(1)
  let hasSpare = false

  function bits() {
    const [a, b, c, counter] = [state[0], state[1], state[2], state[3]]
    const sum = (a + b + counter) | 0
    state[0] = b ^ (b >>> 9)
    state[1] = c + (c << 3)
    state[2] = ((c << 21) | (c >>> 11)) + sum
    state[3] = counter + 1
    return sum
  }

  /** At least 0 and less than 1, with all 53 bits of a double. */
  function uniform() {
    return ((bits() >>> 5) * 2 ** 26 + (bits() >>> 6)) / 2 ** 53
  }

  /** Of the standard normal distribution: Box and Muller's, two at a time. */
  function gauss() {
    hasSpare = !hasSpare
    if (!hasSpare) return spare[0]
    const angle = 2 * Math.PI * uniform()
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()))
    spare[0] = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }

  for (let i = 0; i < WARM_UP; i++) bits()
  return { uniform, gauss }
}
