// A pool whose workers take chunks by message, one after the other.

/**
 * `place`: where the workers live. `place.start(calls, seat)` launches one (peer.mjs); `place.send(message)` makes and reads the
 * message's clone as going there does.
 * @throws the first failure, when all have ended
 */
export async function inPool(calls, place) {
  const chunks = calls.chunks()
  const peers = []
  Object.assign(calls, { seats: calls.workers, send: place.send })
  try {
    for (let seat = 0; seat < calls.workers; seat++) peers.push(await place.start(calls, seat))
    await Promise.all(peers.map((peer, seat) => feed(calls, chunks, peer, seat)))
  } finally {
    await Promise.all(peers.map((peer) => peer.kill()))
  }
}

async function feed(calls, chunks, peer, seat) {
  for (const chunk of chunks) calls.take(seat, chunk.first, await peer.call(chunk))
  const { cpuNs, changes } = await peer.end()
  calls.outsideCpuNs += cpuNs
  calls.changes.push(...changes)
}
