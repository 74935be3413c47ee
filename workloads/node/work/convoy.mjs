import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { messagesOf } from '../messages.mjs'
import { HOST, startPeer } from '../peers.mjs'
import { count } from './countdown.mjs'

/** Some ten microseconds: so often the model of the GIL looks whether somebody waits. */
const LAP = 10_000
const LAPS = 100
const LOOK_MS = 1
const DONE = 'went on until the client went'

/** The client's port, and the folder of the flags, which are files: threads and processes see them, and the lock need not be dropped to look. */
export async function setup(job) {
  const folder = mkdtempSync(join(tmpdir(), 'coreglow-'))
  job.cleanup(() => rmSync(folder, { recursive: true }))
  job.client = startPeer(job.cleanup, 'clients', { seconds: job.workUnits })
  return { port: (await job.client.hear()).port, folder, program: process.pid }
}

/** What the client saw: requests, seconds, latencies. */
export async function finish({ client }) {
  return await client.hear()
}

/**
 * Worker 0 is an echo server with one client, who stays for `amount` seconds; the others compute for as long as it serves. In
 * processes, neither waits for the other when the program that started them has died.
 */
export async function run(worker) {
  const [busy, over] = ['busy', 'over'].map((name) => flag(join(worker.shared.folder, name)))
  await (worker.index === 0 ? serve(worker, busy, over) : compute(worker, busy, over))
  return DONE
}

function flag(path) {
  return { raise: () => writeFileSync(path, ''), isUp: () => existsSync(path) }
}

/** Whether the program of that PID does: this one, or the one that started this process. It may have died before this looks. */
function lives(program) {
  return process.pid === program || process.ppid === program
}

async function raised(busy, program) {
  while (!busy.isUp() && lives(program)) await sleep(LOOK_MS)
}

async function serve({ workers, shared, blocking }, busy, over) {
  if (workers > 1) await blocking(() => raised(busy, shared.program))
  // It calls its client: a worker thread cannot be handed a connection that another has accepted.
  const connection = connect({ host: HOST, port: shared.port, noDelay: true })
  const messages = messagesOf(connection)
  const next = () => blocking(() => messages.next())
  try {
    for (let message = await next(); !message.done; message = await next()) connection.write(message.value)
  } finally {
    over.raise()
  }
}

function compute({ laps, shared }, busy, over) {
  busy.raise()
  while (!over.isUp() && lives(shared.program)) for (const lap of laps(LAPS * LAP, LAP)) count(lap)
}
