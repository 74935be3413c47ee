/** Amount: seconds to sleep, with the thread blocked. */
export function run({ amount, blocking }) {
  blocking(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, amount * 1000))
  return `slept ${amount} s`
}

export function amountFor(seconds) {
  return { amount: seconds, measuredSeconds: 0 }
}
