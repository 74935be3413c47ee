/** Growth of a counter of the system that only counts up, from readings that may fail and start over. */
export class Growth {
  private last: number
  total = 0

  /** @param fromZero The counter began with its task, while that was watched; otherwise the first reading is the base. */
  constructor(fromZero: boolean) {
    this.last = fromZero ? 0 : NaN
  }

  /** Adds a reading; NaN is one that failed. @returns how much it grew since the reading before */
  add(value: number): number {
    if (Number.isNaN(value)) return 0
    const grown = Math.max(0, value - this.last || 0)
    this.last = value
    this.total += grown
    return grown
  }
}

/** As `Growth`, for a counter that may never have been read: NaN until it was. */
export class MaybeGrowth {
  private readonly growth: Growth
  private known = false

  constructor(fromZero: boolean) {
    this.growth = new Growth(fromZero)
  }

  add(value: number): number {
    this.known ||= !Number.isNaN(value)
    return this.growth.add(value)
  }

  get total(): number {
    return this.known ? this.growth.total : NaN
  }
}
