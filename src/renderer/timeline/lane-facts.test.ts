import { expect, test } from 'vitest'
import { TASK_STATES } from '../../contract/frame.ts'
import { sampleRun } from '../../testing/sample-run.ts'
import { laneFacts } from './lane-facts.ts'
import { momentOf } from './lane-state.ts'
import { recordedScene } from '../live/recording.ts'
import { shownFromRecord } from '../state/runs.ts'
import type { Scene } from '../live/scene.ts'
import { coresOf } from '../live/selection.ts'
import { createSeries } from '../live/series.ts'
import type { Timeline, LaneRow, LaneSpan } from './rows.ts'
import { timelineOf } from './timeline.ts'

const SWITCH_NS = 5e6

function pictured(experiment: 'cpu-countdown' | 'io-wait'): { readonly scene: Scene; readonly timeline: Timeline } {
  const run = sampleRun({ experiment, repeat: 2, seconds: 2 })
  const scene = recordedScene(run.recording, shownFromRecord(run).workers)
  return { scene, timeline: timelineOf(shownFromRecord(run), scene.lanes, scene.nowNs, { mode: 'trial', room: 99 }) }
}
const { scene, timeline } = pictured('cpu-countdown')
const rowOf = (variant: string, index: number): LaneRow =>
  timeline.rows.find((row): row is LaneRow => row.kind === 'lane' && row.group === variant && row.index === index)!
const spanOf = (variant: string, index: number): LaneSpan => rowOf(variant, index).spans[0]!

test('threads that take turns ran half of the time, and waited for the GIL the other half', () => {
  const facts = laneFacts(timeline, scene.nowNs).filter(({ group }) => group === 'threads')
  expect(facts.map(({ index, repeat }) => [index, repeat])).toEqual([
    [0, 2],
    [1, 2],
  ])
  for (const { start, end, running, ready, gil, spans, longestWait } of facts) {
    expect(running / (end - start)).toBeCloseTo(0.5, 1)
    expect((gil! + ready) / (end - start - running)).toBeCloseTo(1, 1)
    expect(spans).toBeGreaterThan(100)
    expect(longestWait).toBeCloseTo(SWITCH_NS / 1e9, 6)
  }
})

test('who has a GIL of its own waits for none', () => {
  const facts = laneFacts(timeline, scene.nowNs).filter(({ group }) => group === 'processes')
  expect(facts.map(({ gil }) => gil)).toEqual([0, 0])
  expect(facts.every(({ cores }) => cores.length > 0)).toBe(true)
})

test('what stamps no clock is told by the samples alone', () => {
  const waits = pictured('io-wait')
  for (const facts of laneFacts(waits.timeline, waits.scene.nowNs)) {
    expect([facts.gil, facts.spans, facts.longestWait]).toEqual([undefined, undefined, undefined])
    expect(facts.running).toBeLessThan(0.1)
    expect(facts.end - facts.start).toBeGreaterThan(1.5)
  }
})

test('at each moment one of two threads runs, and the other waits for the GIL that the first has', () => {
  const first = spanOf('threads', 0)
  const ns = first.lane.startNs + 20.5 * SWITCH_NS
  const [a, b] = [momentOf(first, ns), momentOf(spanOf('threads', 1), ns)]
  expect([a.doing, b.doing, b.holder]).toEqual(['running', 'gil', 0])
  expect(a.exact && ns >= a.startNs && ns < a.endNs).toBe(true)
  expect(a.endNs - a.startNs).toBe(SWITCH_NS)
  expect(a.core).toBeGreaterThanOrEqual(0)
})

test('without stamps the sampled state tells, as far as it knows', () => {
  const lane = { ...spanOf('threads', 0).lane, startNs: 0, endNs: 100 }
  const doing = (state: (typeof TASK_STATES)[number], share: number, ready = NaN) => {
    const series = createSeries()
    series.push({ startNs: 0, endNs: 50, share, ready, state: TASK_STATES.indexOf(state), core: 1 })
    const span = { lane: { ...lane, series }, zeroNs: 0 }
    return [momentOf(span, 20).doing, momentOf(span, 60).doing]
  }
  expect(doing('running', 0.1)).toEqual(['running', 'waiting'])
  expect(doing('sleeping', 0)).toEqual(['sleeping', 'waiting'])
  expect(doing('sleeping', 0.9)).toEqual(['running', 'waiting'])
  expect(doing('disk-wait', 0)).toEqual(['io', 'waiting'])
  expect(doing('unknown', 0)).toEqual(['waiting', 'waiting'])
  expect(doing('running', 0.3, 0.7)).toEqual(['ready', 'waiting'])
  expect(doing('running', 0.6, 0.4)).toEqual(['running', 'waiting'])
})

test('a selected worker is on cores, another variant has its own, and none is on none', () => {
  expect(coresOf(scene, { group: 'threads', index: 1 }).size).toBeGreaterThan(0)
  expect(coresOf(scene, { group: 'gone', index: 1 })).toEqual(new Set())
  expect(coresOf(scene, undefined)).toEqual(new Set())
})

test('a trial has its start and its join, and a switch interval where another was set', () => {
  expect(timeline.marks.map(({ group, text }) => `${group}: ${text}`)).toContain('threads: joined')
  expect(timeline.marks.every(({ text }) => text === 'start' || text === 'joined')).toBe(true)
  const run = sampleRun({ repeat: 1, seconds: 2 })
  const shown = shownFromRecord({
    ...run,
    runtime: { ...run.runtime, switchIntervalSeconds: 0.005 },
    plan: { ...run.plan, params: { 'switch-interval': 20 } },
  })
  const { lanes, nowNs } = recordedScene(run.recording, shownFromRecord(run).workers)
  const { marks } = timelineOf(shown, lanes, nowNs, { mode: 'run', room: 99 })
  expect(marks.filter(({ text }) => /switch interval 20/.test(text))).toHaveLength(3)
})
