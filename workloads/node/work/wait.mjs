/** Amount: seconds to sleep, with the thread blocked. */
export function run({ workUnits, blocking }) {
  blocking(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, workUnits * 1000))
  return `slept ${workUnits} s`
}

export function workUnitsFor(seconds) {
  return { workUnits: seconds, measuredSeconds: 0 }
}
