// A hash of 64 bits over 32-bit words: two lanes of MurmurHash3's mixing with different constants. The same in every process.

let low = 0
let high = 0

export function start(seed) {
  low = seed | 0
  high = (seed ^ 0x5bd1e995) | 0
}

export function word(value) {
  low = mix(low, value, 0xcc9e2d51, 0x1b873593, 15)
  high = mix(high, value, 0x239b961b, 0xab0e9789, 17)
}

function mix(lane, value, first, second, turn) {
  let k = Math.imul(value, first)
  k = (k << turn) | (k >>> (32 - turn))
  lane ^= Math.imul(k, second)
  lane = (lane << 13) | (lane >>> 19)
  return (Math.imul(lane, 5) + 0xe6546b64) | 0
}

/** Both lanes, each unsigned: [low, high]. */
export function finish() {
  const a = avalanche(low ^ high)
  return [a, avalanche(high ^ Math.imul(a, 0x9e3779b1))]
}

function avalanche(lane) {
  lane = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b)
  lane = Math.imul(lane ^ (lane >>> 13), 0xc2b2ae35)
  return (lane ^ (lane >>> 16)) >>> 0
}

/** Of the lanes, for what is hashed in between. */
export function state() {
  return [low, high]
}

export function restore([l, h]) {
  low = l
  high = h
}
