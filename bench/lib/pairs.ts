/** Something that is done twice or more and measured each time; smaller is better. */
export type Trial = () => Promise<number>

/**
 * Ratios `measured / baseline` of `count` pairs that run one after the other. Every second pair runs the other way
 * round, so that a machine that gets slower or faster meanwhile favours neither side.
 */
export async function inPairs(count: number, baseline: Trial, measured: Trial): Promise<number[]> {
  const ratios = []
  for (let i = 0; i < count; i++) {
    const first = await (i % 2 === 0 ? baseline : measured)()
    const second = await (i % 2 === 0 ? measured : baseline)()
    ratios.push(i % 2 === 0 ? second / first : first / second)
  }
  return ratios
}

/** BENCH_PAIRS for a quick look; else as many pairs as a published ratio takes. */
export function pairCount(usual: number): number {
  return Number(process.env.BENCH_PAIRS ?? usual)
}
