// A pool whose workers take chunks by message, one after the other.

/** Chosen: seldom beside a message for each item, and soon beside limits of seconds. */
const CHECK_EVERY_MS = 100

/**
 * `place`: where the workers live. `place.start(calls, seat)` launches one (peer.mjs); `place.send(message)` makes and reads the
 * message's clone as going there does.
 * @throws the first failure, when all have ended
 */
export async function inPool(calls, place) {
  const chunks = calls.chunks()
  const peers = []
  const timer = setInterval(() => peers.forEach((peer) => peer.checkTime()), CHECK_EVERY_MS)
  Object.assign(calls, { seats: calls.workers, send: place.send })
  try {
    for (let seat = 0; seat < calls.workers; seat++) peers.push(await place.start(calls, seat))
    await Promise.all(peers.map((peer, seat) => feed(calls, chunks, peer, seat)))
  } finally {
    clearInterval(timer)
    await Promise.all(peers.map((peer) => peer.kill()))
  }
}

async function feed(calls, chunks, peer, seat) {
  await peer.ready
  for (const chunk of chunks) calls.take(seat, chunk.first, await peer.call(chunk))
  const { cpuNs, changes } = await peer.end()
  calls.outsideCpuNs += cpuNs
  calls.changes.push(...changes)
}
