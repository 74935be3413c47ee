import { once } from 'node:events'
import { inWords, now } from './channel.mjs'

/** @throws the first failure among what `Promise.allSettled` tells. */
export function throwFirst(ends) {
  const failure = ends.find((end) => end.status === 'rejected')
  if (failure) throw failure.reason
}

/** What a thread or a process answered, when it has ended. One that died before that is lost. Other messages are the work's. */
export function answerOf(worker, name) {
  return new Promise((resolve) => {
    let answer
    worker.on('message', (message) => (answer ??= message.answer))
    worker.once('error', (error) => (answer ??= lost(name, inWords(error))))
    worker.once('exit', async (code, signal) => {
      // A process is told to have ended before what it said last has been read, if both come at once.
      if (worker.connected) await once(worker, 'disconnect')
      resolve(answer ?? lost(name, signal ? `signal ${signal}` : `exit code ${code}`))
    })
  })
}

function lost(name, how) {
  return { lost: { endNs: now(), how, sentence: `${name} died: ${how}.` } }
}
