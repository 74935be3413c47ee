// Ways for bytes from the main thread to a worker, each with two ends. The sender makes a message `ready` so many times, `send`s
// it so often, asking for an answer with the last of a batch, and awaits that it is `answered`. The receiver awaits what it
// `receive`s, { bytes, last }, without bytes when no more will come, and `answer`s; once without being asked, to say that it is there.
import { isMainThread, parentPort } from 'node:worker_threads'

/** `peer`: the Worker or ChildProcess at the other end. `transfers`: what is sent is given away, and comes back with the answer. */
export function portSender(peer, transfers) {
  const { post, take } = portOf(peer)
  let stock = []

  function send(last) {
    const bytes = transfers ? stock.pop() : stock[0]
    post({ bytes, last }, transfers && [bytes.buffer])
  }

  return {
    ready: (message, count) => (stock = transfers ? Array.from({ length: count }, () => message.slice()) : [message]),
    send,
    answered: async () => stock.push(...(await take()).back),
    end: () => post({}),
  }
}

export function portReceiver(transfers) {
  const { post, take, close } = portOf(isMainThread ? process : parentPort)
  let back = []

  async function receive() {
    const message = await take()
    if (message.bytes === undefined) close()
    else if (transfers) back.push(message.bytes)
    return message
  }

  function answer() {
    const buffers = back.map(({ buffer }) => buffer)
    post({ back }, transfers && buffers)
    back = []
  }

  return { receive, answer }
}

/** The messages of a thread's port, or of a process, one after the other. */
function portOf(peer) {
  const arrived = []
  let waiting
  const hear = (message) => {
    if (waiting) waiting(message)
    else arrived.push(message)
    waiting = undefined
  }
  peer.on('message', hear)
  return {
    post: (message, transferList) => (peer.send ? peer.send(message) : peer.postMessage(message, transferList || [])),
    take: () => arrived.shift() ?? new Promise((resolve) => (waiting = resolve)),
    close: () => peer.off('message', hear),
  }
}

/** Cells of what is shared beside the bytes: how many messages were written, read, and answered; and what the present one is. */
const [WRITTEN, READ, ANSWERED, LENGTH, LAST] = [0, 1, 2, 3, 4]

/** For messages of at most so many bytes. */
export function createSlot(bytes) {
  return { cells: new SharedArrayBuffer(20), memory: new SharedArrayBuffer(bytes) }
}

export function slotSender({ cells: buffer, memory }) {
  const cells = new Int32Array(buffer)
  const bytes = new Uint8Array(memory)
  let sent = 0
  let answers = 0
  let message

  function write(length, last) {
    reach(cells, READ, sent)
    if (length > 0) bytes.set(message)
    cells[LENGTH] = length
    cells[LAST] = last ? 1 : 0
    tell(cells, WRITTEN, ++sent)
  }

  return {
    ready: (next) => (message = next),
    send: (last) => write(message.length, last),
    answered: () => reach(cells, ANSWERED, ++answers),
    end: () => write(0, true),
  }
}

/** Reads in place: the slot is free for the next message when it is asked for. */
export function slotReceiver({ cells: buffer, memory }) {
  const cells = new Int32Array(buffer)
  let read = 0
  let answers = 0

  function receive() {
    tell(cells, READ, read)
    reach(cells, WRITTEN, ++read)
    const length = cells[LENGTH]
    return { bytes: length > 0 ? new Uint8Array(memory, 0, length) : undefined, last: cells[LAST] === 1 }
  }

  return { receive, answer: () => tell(cells, ANSWERED, ++answers) }
}

function tell(cells, cell, count) {
  Atomics.store(cells, cell, count)
  Atomics.notify(cells, cell)
}

/** Blocks the thread until the other end has counted so far. */
function reach(cells, cell, count) {
  for (let now = Atomics.load(cells, cell); now < count; now = Atomics.load(cells, cell)) Atomics.wait(cells, cell, now)
}
