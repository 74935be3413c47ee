import { availableParallelism } from 'node:os'
import { describe, expect, test } from 'vitest'
import { median } from '../../contract/statistics.ts'
import { mostly } from '../../testing/mostly.ts'
import { start } from './node-program-testing.ts'
import { lanes, lookForOverlap, overlap, turnsOf } from './program-lanes.ts'
import { named } from './program-testing.ts'

const MODELS = ['sequential', 'threads', 'gil', 'processes']
const COUNT = { work: 'countdown', model: 'gil', workUnits: 400_000_000 }

describe('who ran when', () => {
  test('spans are in order, inside the worker, and told after its end', async () => {
    const { run } = start()
    for (const model of MODELS) {
      const events = await run({ ...COUNT, model, workUnits: 50_000_000 })
      const ends = named(events, 'worker-end').toSorted((a, b) => a['index'] - b['index'])
      for (const [index, lane] of lanes(events).entries()) {
        const times = [...lane.flat(), ends[index]!['endNs']]
        expect(lane.length).toBeGreaterThan(0)
        expect(times).toEqual(times.toSorted((a, b) => a - b))
      }
      const order = events.map(({ ev }) => ev)
      expect(order.indexOf('running')).toBeGreaterThan(order.lastIndexOf('worker-end'))
    }
  })

  test(
    'a rest ends a span; a lap as long as a rest does not',
    mostly(async () => {
      const { run } = start()
      const probe = async (way: string) =>
        lanes(await run({ work: 'probe', model: 'threads', workers: 1, params: { way } }))[0]!
      const rests = (await probe('rest')).flatMap(([from], i, lane) => (i > 0 ? [from - lane[i - 1]![1]] : []))
      expect(Math.max(...rests)).toBeGreaterThan(60e6)
      expect(await probe('slow')).toHaveLength(1)
    }),
  )

  test.each([undefined, 0.015])(
    'under one lock they take turns of a switch interval, %s',
    mostly(async (seconds) => {
      const { run } = start()
      const all = lanes(await run({ ...COUNT, workUnits: 1e9, options: { switchIntervalSeconds: seconds } }))
      const turns = turnsOf(all)
      const interval = (seconds ?? 0.005) * 1e9
      expect(overlap(all)).toBeLessThan(0.01)
      // Where the system takes the core from the holder, it holds for longer and runs for less.
      expect(median(turns.map(({ heldNs }) => heldNs)) / interval).toBeGreaterThan(0.8)
      expect(median(turns.map(({ ranNs }) => ranNs)) / interval).toBeLessThan(1.6)
    }),
  )

  test(
    'three under one lock do not overlap either, and each gets its turns',
    mostly(async () => {
      const all = lanes(await start().run({ ...COUNT, workers: 3 }))
      expect(overlap(all)).toBeLessThan(0.01)
      expect(Math.min(...all.map((lane) => lane.length))).toBeGreaterThan(3)
    }),
  )

  test.for(['threads', 'processes'])('%s overlap', async (model, { skip }) => {
    skip(availableParallelism() === 1, 'this machine gives no second core')
    const found = await lookForOverlap(() => start().run({ ...COUNT, workUnits: 2e9, model }))
    skip(found === 'busy', 'other programs had the cores')
    expect(found).toBe('seen')
  })

  test('waiting gives the lock up: two overlap', async () => {
    const { run } = start()
    const waits = await run({ work: 'wait', model: 'gil', workUnits: 0.5 })
    const ends = named(waits, 'worker-end').map(({ endNs }) => endNs)
    expect(Math.max(...ends) - Math.min(...ends)).toBeLessThan(0.4e9) // one after the other: 0.5 s
    const promises = await run({ work: 'probe', model: 'gil', params: { way: 'overlap' } })
    expect(named(promises, 'worker-end').map(({ values }) => values)).toEqual([{ sync: 7 }, { sync: 7 }])
  })
})
