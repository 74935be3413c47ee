import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { root, toolFile } from './paths.mjs'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Runs a program to its end, on our own stdio unless told otherwise, and hands on the signals that would end us.
 * Resolves with its exit code, 128 + n where signal n ended it. Rejects where it cannot be started.
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options })
    const handOn = (signal) => child.kill(signal)
    const done = () => SIGNALS.forEach((signal) => process.off(signal, handOn))
    SIGNALS.forEach((signal) => process.on(signal, handOn))
    child.once('error', (error) => {
      done()
      reject(error)
    })
    child.once('close', (code, signal) => {
      done()
      resolve(code ?? 128 + constants.signals[signal])
    })
  })
}

/** Runs the command of an installed package. */
export function runTool(name, args, options) {
  return run(process.execPath, [toolFile(name), ...args], options)
}

/** A program's output, for our standard error: standard output may carry data. */
export const ON_STDERR = { stdio: ['ignore', 2, 2] }

/** Ends the script with one sentence where `work` fails: no stack trace for what a user can cause. */
export async function main(work) {
  if (process.env.npm_lifecycle_event) endWithNpm()
  try {
    process.exitCode = (await work(process.argv.slice(2))) ?? process.exitCode
  } catch (error) {
    console.error(error instanceof Problem ? error.message : error)
    process.exitCode = 1
  }
}

// npm starts us through a shell; what ends one of the two is not handed on to us.
function endWithNpm() {
  const before = ancestors()
  const timer = setInterval(() => {
    if (ancestors() === before) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, 500)
  timer.unref()
}

/** Ids of the parent and, where that is a shell and the system tells, of its parent. */
function ancestors() {
  try {
    const [, name, parent] = /\((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${process.ppid}/stat`, 'latin1'))
    return name.endsWith('sh') ? `${process.ppid} ${parent}` : `${process.ppid}`
  } catch {
    return `${process.ppid}`
  }
}

/** What a user can cause: the message is a sentence for them. */
export class Problem extends Error {}
