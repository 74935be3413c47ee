import { availableParallelism } from 'node:os'
import { describe, expect, test } from 'vitest'
import { median } from '../../contract/statistics.ts'
import { mostly } from '../../testing/mostly.ts'
import { lanes, lookForOverlap, overlap, turnsOf } from './program-lanes.ts'
import { byWorker, named } from './program-testing.ts'
import { modelsOf, pythons, start } from './python-program-testing.ts'

const COUNT = { work: 'countdown', workUnits: 10_000_000 }

test('there is a CPython to be tried', ({ skip }) => {
  skip(pythons.length === 0, 'skipped: no CPython on PATH, and none in COREGLOW_TEST_PYTHONS')
  expect(pythons.length).toBeGreaterThan(0)
})

describe.each(pythons)('$label', (python) => {
  const models = modelsOf(python)

  test('spans are in order, inside the worker, and told after its end', async () => {
    const { run } = start(python)
    for (const model of models) {
      const events = await run({ ...COUNT, workUnits: 1_000_000, model })
      const ends = byWorker(events, 'worker-end')
      for (const [index, lane] of lanes(events).entries()) {
        const times = [byWorker(events, 'worker-start')[index]!['startNs'], ...lane.flat(), ends[index]!['endNs']]
        expect(lane.length).toBeGreaterThan(0)
        expect(times).toEqual(times.toSorted((a, b) => a - b))
        const kinds = events.filter((event) => event['index'] === index).map(({ ev }) => ev)
        expect([...new Set(kinds)]).toEqual(['worker-start', 'worker-end', 'running'])
      }
    }
  })

  describe.runIf(python.hasGil)('under one GIL', () => {
    test.each(['threads', 'thread-pool'])(
      '%s take turns of about a switch interval',
      mostly(async (model) => {
        for (const seconds of [undefined, 0.02]) {
          const all = lanes(await start(python).run({ ...COUNT, model, options: { switchIntervalSeconds: seconds } }))
          const turns = turnsOf(all)
          const interval = (seconds ?? 0.005) * 1e9
          expect(overlap(all)).toBeLessThan(0.01)
          // Where the system takes the core from the holder, it holds for longer and runs for less.
          expect(median(turns.map(({ heldNs }) => heldNs)) / interval).toBeGreaterThan(0.8)
          expect(median(turns.map(({ ranNs }) => ranNs)) / interval).toBeLessThan(1.6)
        }
      }),
    )

    test(
      'laps are short enough for the shortest turns',
      mostly(async () => {
        const all = lanes(
          await start(python).run({ ...COUNT, model: 'threads', options: { switchIntervalSeconds: 1e-5 } }),
        )
        expect(overlap(all)).toBeLessThan(0.01)
        expect(Math.min(...all.map((lane) => lane.length))).toBeGreaterThan(20)
      }),
    )

    test(
      'five of them do not overlap either',
      mostly(async () => {
        const events = await start(python).run({ ...COUNT, model: 'threads', workers: 5, workUnits: 2_000_000 })
        expect(overlap(lanes(events))).toBeLessThan(0.01)
        expect(new Set(named(events, 'worker-start').map(({ gil }) => gil)).size).toBe(1)
      }),
    )
  })

  const parallel = models.filter(
    (model) => !['sequential', ...(python.hasGil ? ['threads', 'thread-pool'] : [])].includes(model),
  )
  test.for(parallel)('%s overlap', async (model, { skip }) => {
    skip(availableParallelism() === 1, 'this machine gives no second core')
    const found = await lookForOverlap(() => start(python).run({ ...COUNT, model }))
    skip(found === 'busy', 'other programs had the cores')
    expect(found).toBe('seen')
  })
})
