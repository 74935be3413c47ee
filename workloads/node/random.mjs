const WARM_UP = 12

/**
 * Reproducible numbers, other ones for every seed of 32 bits: Chris Doty-Humphrey's sfc32 (PractRand), since Math.random cannot
 * be seeded.
 */
export function createRandom(seed) {
  let a = 0
  let b = seed | 0
  let c = 0
  let counter = 1
  let spare

  function bits() {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum
  }

  /** From 0 to 1, which it never is, with all 53 bits of a double. */
  function uniform() {
    return ((bits() >>> 5) * 2 ** 26 + (bits() >>> 6)) / 2 ** 53
  }

  /** Of the standard normal distribution: Box and Muller's, two at a time. */
  function gauss() {
    if (spare !== undefined) {
      const value = spare
      spare = undefined
      return value
    }
    const angle = 2 * Math.PI * uniform()
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()))
    spare = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }

  for (let i = 0; i < WARM_UP; i++) bits()
  return { uniform, gauss }
}
