import { fork } from 'node:child_process'
import { now } from '../channel.mjs'
import { joinAll } from '../join.mjs'

export const label = 'processes'
export const description = 'A child process for each worker, started by child_process.fork.'
export const order = 30

export async function run(task) {
  const children = Array.from({ length: task.workers }, (_, index) => start(task, index))
  const signals = ['SIGINT', 'SIGTERM']
  const die = (signal) => {
    for (const child of children) child.kill('SIGKILL')
    process.kill(process.pid, signal)
  }
  for (const signal of signals) process.once(signal, die)
  const cpuNs = await joinAll(children.map(join))
  for (const signal of signals) process.off(signal, die)
  return cpuNs.reduce((sum, ns) => sum + ns, 0)
}

function start(task, index) {
  const piece = { ...task, index, name: `Process-${index + 1}/MainThread`, launchNs: now() }
  return fork(new URL('../child.mjs', import.meta.url), [JSON.stringify(piece)], {
    stdio: ['ignore', 'inherit', 'inherit', 3, 'ipc'],
  })
}

/** CPU ns of the child, from its start. */
function join(child, index) {
  return new Promise((resolve, reject) => {
    let answer
    child.once('message', (message) => (answer = message))
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      if (answer === undefined) {
        reject(new Error(`Process-${index + 1} died: ${signal ? `signal ${signal}` : `exit code ${code}`}.`))
      } else if (answer.failure === undefined) resolve(answer.cpuNs)
      else reject(new Error(answer.failure))
    })
  })
}
