// Worker 0, the main thread, hands messages of several sizes to worker 1. Amount: seconds, shared among sizes and kinds of measurement.
// A model is a channel: how the bytes go. What comes is compared with what was sent: the first message of each size whole, those that
// are timed by their length and their ends.
import { now } from '../channel.mjs'
import { createSlot, portReceiver, portSender, slotReceiver, slotSender } from '../channels.mjs'
import { throwFirst } from '../join.mjs'
import { inMainThread, inProcess, inThread } from '../launch.mjs'
import { createRandom } from '../random.mjs'

const SIZES = [1e3, 1e4, 1e5, 1e6, 4e6, 16e6]
const MIN_TRIPS = 3
/** Of a stream, between two answers. */
const BATCH_BYTES = 32e6
const MAX_IN_BATCH = 100

export const models = {
  'shared-memory': {
    label: 'shared memory',
    description: 'A SharedArrayBuffer between two threads: written once and read in place, with Atomics as signals.',
    kind: 'thread',
    sharesInterpreter: false,
    order: 75,
    run: (task) => {
      const slot = createSlot(largestOf(task))
      return between(task, inThread, { kind: 'slot', slot })
    },
  },
  transfer: {
    label: 'transfer',
    description: 'postMessage to a thread, transferring the buffer: no byte is copied.',
    kind: 'thread',
    sharesInterpreter: false,
    order: 76,
    run: (task) => between(task, inThread, { kind: 'transfer' }),
  },
  message: {
    label: 'message',
    description: 'postMessage to a thread, which copies.',
    kind: 'thread',
    sharesInterpreter: false,
    order: 77,
    run: (task) => between(task, inThread, { kind: 'message' }),
  },
  'process-message': {
    label: 'process message',
    description: "send to a child process, through a pipe, in V8's own serialization.",
    kind: 'process',
    sharesInterpreter: false,
    order: 78,
    run: (task) => between(task, inProcess, { kind: 'message' }),
  },
}

async function between(task, launch, shared) {
  let peer
  const receiving = launch(task, 1, { shared }, (worker) => (peer = worker))
  const sending = inMainThread(task, 0, { shared: { ...shared, peer } })
  throwFirst(await Promise.allSettled([receiving, sending]))
}

export function run(worker) {
  const sizes = [...SIZES.filter((size) => size < largestOf(worker)), largestOf(worker)]
  return worker.index === 0 ? sendAll(worker, sizes) : receiveAll(worker, sizes)
}

function largestOf({ params }) {
  return Math.round(params.largest * 1e6)
}

async function sendAll({ shared: { kind, slot, peer }, workUnits, report }, sizes) {
  const channel = kind === 'slot' ? slotSender(slot) : portSender(peer, kind === 'transfer')
  await channel.answered()
  const budgetNs = (workUnits * 1e9) / sizes.length / 2
  const [trips, rates] = [[], []]
  for (const size of sizes) {
    const message = messageOf(size)
    trips.push(await roundTrip(channel, message, budgetNs))
    rates.push(await stream(channel, message, budgetNs))
  }
  channel.end()
  report({ sizes, roundTripSeconds: trips, megabytesPerSecond: rates })
  return told(sizes)
}

/** Median seconds of a message and its answer. */
async function roundTrip(channel, message, budgetNs) {
  channel.ready(message, 1)
  await sendBatch(channel, 1) // the one that is looked at whole
  const trips = []
  const endNs = now() + budgetNs
  while (now() < endNs || trips.length < MIN_TRIPS) {
    const beginNs = now()
    await sendBatch(channel, 1)
    trips.push(now() - beginNs)
  }
  return trips.toSorted((a, b) => a - b)[trips.length >> 1] / 1e9
}

async function stream(channel, message, budgetNs) {
  const count = Math.min(MAX_IN_BATCH, Math.max(2, Math.floor(BATCH_BYTES / message.length)))
  channel.ready(message, count)
  const beginNs = now()
  let sent = 0
  while (sent === 0 || now() < beginNs + budgetNs) {
    await sendBatch(channel, count)
    sent += count
  }
  return (sent * message.length * 1e3) / (now() - beginNs)
}

async function sendBatch(channel, count) {
  for (let i = 1; i <= count; i++) channel.send(i === count)
  await channel.answered()
}

async function receiveAll({ shared: { kind, slot } }, sizes) {
  const channel = kind === 'slot' ? slotReceiver(slot) : portReceiver(kind === 'transfer')
  channel.answer()
  const wrong = []
  let expected = new Uint8Array()
  for (let next = await channel.receive(); next.bytes !== undefined; next = await channel.receive()) {
    const { bytes, last } = next
    if (bytes.length !== expected.length) {
      expected = messageOf(bytes.length)
      if (Buffer.compare(bytes, expected) !== 0) wrong.push(bytes.length)
    } else if (bytes[0] !== expected[0] || bytes.at(-1) !== expected.at(-1)) wrong.push(bytes.length)
    if (last) channel.answer()
  }
  if (wrong.length > 0) throw new Error(`A message of ${wrong[0]} bytes arrived changed.`)
  return told(sizes)
}

function told(sizes) {
  return `passed ${sizes.join(', ')} bytes`
}

/** The same bytes each time. */
function messageOf(size) {
  const { uniform } = createRandom(size)
  const words = Float64Array.from({ length: Math.ceil(size / 8) }, uniform)
  return new Uint8Array(words.buffer, 0, size).slice()
}
