import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { Run } from '../../contract/run.ts'
import { describeLegacyModels } from './legacy-models.ts'
import { migrate } from './migrate.ts'

function fixture(name: string): unknown {
  return JSON.parse(gunzipSync(readFileSync(new URL(`fixtures/${name}`, import.meta.url))).toString('utf8'))
}

test.each(['run-v1.json.gz', 'run-v2.json.gz'])('%s: variants, summary, models and points have their kinds', (name) => {
  const { plan, summary, runtime, measurements } = migrate(fixture(name)) as Run
  const kinds = new Map([
    ['sequential', 'sequential'],
    ['threads', 'thread'],
    ['processes', 'process'],
    ['asyncio', 'coroutine'],
  ])
  expect(plan.variants.length).toBeGreaterThan(1)
  for (const { id, model, kind, baseline, sharesInterpreter } of plan.variants) {
    expect([model, kind, baseline]).toEqual([model, kinds.get(model), id === 'sequential' || undefined])
    expect(sharesInterpreter).toBe(kind !== 'process')
  }
  for (const { model, kind } of summary) expect([model, kind]).toEqual([model, kinds.get(model)])
  for (const { kind } of runtime.models) expect(kind).toBeTypeOf('string')
  for (const { model, kind } of measurements.flatMap(({ points }) => points)) expect(kind).toBe(kinds.get(model ?? ''))
})

test('the second model of a kind is told apart from the first; in Node threads share no interpreter', () => {
  const variants = ['threads', 'gil', 'processes'].map((id) => ({ id, label: id, model: id, workers: 2 }))
  const run = { runtime: { kind: 'node', models: [] }, plan: { variants }, summary: [], measurements: [] }
  const { plan } = describeLegacyModels(run) as unknown as Run
  expect(
    plan.variants.map(({ kind, sharesInterpreter, lock, kindIndex }) => [kind, sharesInterpreter, lock, kindIndex]),
  ).toEqual([
    ['thread', false, undefined, undefined],
    ['thread', false, 'lock', 1],
    ['process', false, undefined, undefined],
  ])
})
