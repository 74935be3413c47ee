// The guard: a program of its own that ends what the app started, when the app is gone, however it went. On its standard
// input it is told whom to watch over ("watch PID", answered with the PID, and "forget PID"); when that ends, the app has.
import { createInterface } from 'node:readline'
import { killTree } from './process-tree.ts'

const leaders = new Set<number>()

for await (const line of createInterface({ input: process.stdin })) {
  const [verb, pid] = line.split(' ')
  if (verb === 'watch') {
    leaders.add(Number(pid))
    process.stdout.write(`${pid}\n`)
  } else leaders.delete(Number(pid))
}
await Promise.all([...leaders].map(killTree))
