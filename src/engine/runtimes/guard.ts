// The guard: a separate program that ends what the app started when the app is gone, however it ended. On its standard
// input it receives which processes to watch ("watch PID RUN_TOKEN", answered with the PID, and "forget PID"); the end
// of that input means that the app has ended.
import { createInterface } from 'node:readline'
import { killTree } from './process-tree.ts'
import { removeScratch } from './scratch.ts'

// The app may be gone before it is answered.
process.stdout.on('error', () => {})

/** Run tokens by PID: of the first process of a tree, and of those whose parent has ended. */
const leaders = new Map<number, string>()

for await (const line of createInterface({ input: process.stdin })) {
  const [verb, pid, runToken = ''] = line.split(' ')
  if (verb === 'watch') {
    leaders.set(Number(pid), runToken)
    process.stdout.write(`${pid}\n`)
  } else leaders.delete(Number(pid))
}
await Promise.all(
  [...new Set(leaders.values())].map(async (runToken) => {
    const led = [...leaders].filter(([, token]) => token === runToken).map(([leader]) => leader)
    await killTree(led, runToken)
    await removeScratch(runToken)
  }),
)
