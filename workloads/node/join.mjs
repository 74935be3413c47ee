/** Resolves when all have ended; rejects with the first failure among them, and not before all have ended. */
export async function joinAll(workers) {
  const ends = await Promise.allSettled(workers)
  const failure = ends.find((end) => end.status === 'rejected')
  if (failure) throw failure.reason
  return ends.map((end) => end.value)
}
