/**
 * Jain's index of how evenly something is shared: 1 where all have the same, 1 / n where one has everything; NaN where nobody has any. R. Jain, D. Chiu and
 * W. Hawe, "A Quantitative Measure of Fairness and Discrimination for Resource Allocation in Shared Computer Systems", DEC-TR-301, 1984.
 */
export function jainIndex(shares: readonly number[]): number {
  const sum = shares.reduce((total, share) => total + share, 0)
  const squares = shares.reduce((total, share) => total + share * share, 0)
  return sum ** 2 / (shares.length * squares)
}
