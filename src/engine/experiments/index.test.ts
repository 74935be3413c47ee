import * as v from 'valibot'
import { expect, test } from 'vitest'
import { ExperimentSchema, SuiteSchema } from '../../contract/experiment.ts'
import { EXPERIMENTS, SUITES } from './index.ts'

const ids = EXPERIMENTS.map((one) => one.experiment.id)

test.each(EXPERIMENTS.map((one) => [one.experiment.id, one.experiment] as const))('%s is whole', (_, experiment) => {
  expect(v.is(ExperimentSchema, experiment)).toBe(true)
  expect(experiment.bet.choices).toHaveLength(3)
  expect(experiment.models.offered).toEqual(expect.arrayContaining(experiment.models.default))
  expect(experiment.parameters.map((one) => one.id)).toEqual(expect.arrayContaining(['workers', 'seconds', 'repeat']))
  for (const { default: usual, min, max, presets = [] } of experiment.parameters) {
    for (const value of [usual, ...presets.map((one) => one.value)]) {
      expect(value >= min && value <= max).toBe(true)
    }
  }
})

test('ids are unique, over experiments and suites', () => {
  const all = [...ids, ...SUITES.map((one) => one.id)]
  expect(new Set(all).size).toBe(all.length)
})

test.each(SUITES.map((one) => [one.id, one] as const))('the suite %s names experiments that exist', (_, suite) => {
  expect(v.is(SuiteSchema, suite)).toBe(true)
  expect(ids).toEqual(expect.arrayContaining([...suite.experiments]))
})
