// The guard: a program of its own that ends what the app started, when the app is gone, however it went. On its standard
// input it is told whom to watch over ("watch PID MARK", answered with the PID, and "forget PID"); when that ends, the app has.
import { createInterface } from 'node:readline'
import { killTree } from './process-tree.ts'
import { removeScratch } from './scratch.ts'

// The app may be gone before it is answered.
process.stdout.on('error', () => {})

/** Run tokens by PID. */
const leaders = new Map<number, string>()

for await (const line of createInterface({ input: process.stdin })) {
  const [verb, pid, mark = ''] = line.split(' ')
  if (verb === 'watch') {
    leaders.set(Number(pid), mark)
    process.stdout.write(`${pid}\n`)
  } else leaders.delete(Number(pid))
}
await Promise.all([...leaders].map(([leader, mark]) => killTree(leader, mark).then(() => removeScratch(mark))))
