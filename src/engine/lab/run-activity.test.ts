import { afterAll, expect, test } from 'vitest'
import { ACTIVITIES, type Activity } from '../../contract/activity.ts'
import type { Run } from '../../contract/run.ts'
import { createEngine } from '../engine.ts'
import { testOptions } from '../testing.ts'

const options = testOptions()
const engine = createEngine(options)
afterAll(async () => {
  await engine.close()
  options.remove()
})

async function runOf(models: string[]): Promise<Run> {
  const ended = new Promise<Run>((resolve) => {
    const stop = engine.service.streams.events!(
      {},
      (event) => {
        if (event.type !== 'end') return
        stop()
        resolve(event.run)
      },
      () => {},
    )
  })
  await engine.service.calls.startRun!({ experiment: 'cpu-countdown', models, workers: 2, seconds: 0.8, repeat: 1 })
  return ended
}

/** Seconds by activity of the threads of a trial's workers, in their order. */
function secondsOf({ results, activity }: Run, model: string): ReadonlyMap<Activity, number>[] {
  return results
    .filter((trial) => trial.model === model)
    .flatMap(({ workers }) =>
      workers.map(({ task }) => {
        const own = activity!.threads.find(
          (thread) =>
            !('missing' in task) &&
            [thread.pid, thread.tid, thread.startTime].join() === [task.pid, task.tid, task.startTime].join(),
        )
        const seconds = new Map<Activity, number>()
        for (const { rows } of activity!.windows)
          rows.thread.forEach((thread, row) => {
            const name = ACTIVITIES[rows.activity[row]!]!
            if (thread === own?.thread) seconds.set(name, (seconds.get(name) ?? 0) + rows.ns[row]! / 1e9)
          })
        return seconds
      }),
    )
}

test.skipIf(process.platform !== 'linux')(
  'a run has what its workers did, as read from outside: threads wait for the GIL, processes do not',
  async () => {
    const run = await runOf(['threads', 'processes'])
    expect(run.status).toBe('finished')
    expect(run.monitor.gil).toMatchObject({ rateAsked: 100, functionsRate: 0 })
    const [threads, processes] = [secondsOf(run, 'threads'), secondsOf(run, 'processes')]
    expect([threads.length, processes.length]).toEqual([2, 2])
    for (const seconds of threads) {
      expect(seconds.get('gil')).toBeGreaterThan(0.2)
      expect(seconds.get('python')! + (seconds.get('gil-off-core') ?? 0)).toBeGreaterThan(0.2)
    }
    for (const seconds of processes) {
      expect(seconds.get('python')! + (seconds.get('gil-off-core') ?? 0)).toBeGreaterThan(0.2)
      expect(seconds.get('gil') ?? 0).toBeLessThan(0.05)
    }
  },
)
