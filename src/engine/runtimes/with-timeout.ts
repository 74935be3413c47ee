/** The promise's value, or the rejection that `late` makes when it takes more than so long. */
export function withTimeout<T>(milliseconds: number, promise: Promise<T>, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), milliseconds)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
