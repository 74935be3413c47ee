// Programs at the other end of the sockets: servers and clients in processes of their own, one file each in peers/.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export const HOST = '127.0.0.1'

/** It is told its settings as JSON on its command line. `cleanup` ends it; it also ends when this process does, however that goes. */
export function startPeer(cleanup, name, settings) {
  const script = fileURLToPath(new URL(`peers/${name}.mjs`, import.meta.url))
  const child = spawn(process.execPath, [script, JSON.stringify(settings)], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  ended.catch(() => {}) // told by what is heard
  child.stdin.on('error', () => {}) // likewise
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  cleanup(async () => {
    child.kill('SIGKILL')
    await ended
  })

  function tell(word) {
    child.stdin.write(`${word}\n`)
  }

  /** Its next answer, also JSON. @throws when it has died. */
  async function hear() {
    const { value, done } = await answers.next()
    if (!done) return JSON.parse(value)
    const [code, signal] = await ended
    throw new Error(`The program ${name}.mjs ended with ${signal ?? `exit code ${code}`}.`)
  }

  return { tell, hear }
}
