import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { benchOptions, report, spread } from './lib/bench.ts'
import { endedChildrenSeconds } from './lib/cpu-time.ts'
import { inPairs, pairCount } from './lib/pairs.ts'

const PAIRS = pairCount(9)
/** The kernel counts CPU time in hundredths of a second, and Node takes four of them to start. */
const STARTS = 10

/** CPU time of the terminal's quick commands beside that of a Node that does nothing. */
export async function bench(): Promise<void> {
  if (process.platform !== 'linux') return console.log('skipped: needs Linux /proc')
  const { dataFolder, remove } = benchOptions()
  try {
    console.log(`${PAIRS} pairs of ${STARTS} starts`)
    const nothing = () => startSeconds(['-e', '0'], dataFolder)
    for (const command of ['--help', 'list']) {
      startNode([resolve('out/main/cli.js'), command], dataFolder) // asks the interpreters what they are
      const coreglow = () => startSeconds([resolve('out/main/cli.js'), command], dataFolder)
      const ratios = await inPairs(PAIRS, nothing, coreglow)
      report(`CPU time, coreglow ${command} / node -e 0`, spread(ratios, 1), 'at most 7')
    }
  } finally {
    remove()
  }
}

async function startSeconds(args: readonly string[], dataFolder: string): Promise<number> {
  const before = endedChildrenSeconds()
  for (let i = 0; i < STARTS; i++) startNode(args, dataFolder)
  return endedChildrenSeconds() - before
}

function startNode(args: readonly string[], dataFolder: string): void {
  const { status, stderr } = spawnSync(process.execPath, args, {
    env: { ...process.env, COREGLOW_DATA: dataFolder },
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}`)
}
