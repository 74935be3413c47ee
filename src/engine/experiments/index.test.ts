import * as v from 'valibot'
import { expect, test } from 'vitest'
import { ExperimentSchema, SuiteSchema, type Parameter } from '../../contract/experiment.ts'
import { PictureSchema } from '../../contract/figure.ts'
import { GLOSSARY } from './glossary.ts'
import { previewOf } from './preview.ts'
import { EXPERIMENTS, SUITES } from './index.ts'

const ids = EXPERIMENTS.map((module) => module.experiment.id)

test.each(EXPERIMENTS.map((module) => [module.experiment.id, module.experiment] as const))(
  '%s is whole',
  (_, experiment) => {
    expect(v.is(ExperimentSchema, experiment)).toBe(true)
    expect(experiment.bet.choices).toHaveLength(3)
    const { default: usual, offered } = experiment.models
    expect(usual.length).toBeGreaterThan(0)
    expect(usual.filter((kind) => offered.kinds?.includes(kind) === false || offered.except?.includes(kind))).toEqual(
      [],
    )
    expect(experiment.parameters.map((parameter) => parameter.id)).toEqual(
      expect.arrayContaining(['workers', 'seconds', 'repeat']),
    )
    for (const parameter of experiment.parameters) expect(unfit(parameter)).toEqual([])
  },
)

test('an experiment names the work that its module runs', () => {
  expect(EXPERIMENTS.map(({ experiment }) => experiment.work)).toEqual(EXPERIMENTS.map(({ work }) => work.id))
})

/** Values that it offers and would refuse. */
function unfit(parameter: Parameter): (number | string)[] {
  if (parameter.kind === 'text') return []
  if (parameter.kind === 'choice')
    return parameter.choices.some(({ id }) => id === parameter.default) ? [] : [parameter.default]
  const { default: usual, min, max, presets = [] } = parameter
  return [usual, ...presets.map((preset) => preset.value)].filter((value) => value < min || value > max)
}

test('what a picture shows before a run has its axes, and every figure its measurement', () => {
  for (const module of EXPERIMENTS) {
    const { figures, measurements } = previewOf(module)
    expect(v.safeParse(PictureSchema, { figures, measurements }).issues).toBeUndefined()
    expect(figures.length).toBeGreaterThan(0)
    const drawn = figures.flatMap((figure) => (figure.kind === 'chart' ? [figure.measurement] : []))
    expect(measurements.map(({ id }) => id)).toEqual(expect.arrayContaining(drawn))
  }
})

test('lessons speak of what the glossary explains, and it explains each word once', () => {
  const words = GLOSSARY.flatMap(({ term, also }) => [term, ...also]).map((word) => word.toLowerCase())
  expect(new Set(words).size).toBe(words.length)
  const terms = GLOSSARY.map(({ term }) => term)
  expect(terms).toEqual(terms.toSorted((a, b) => a.localeCompare(b, 'en')))
})

test('ids are unique, over experiments and suites', () => {
  const all = [...ids, ...SUITES.map((suite) => suite.id)]
  expect(new Set(all).size).toBe(all.length)
})

test.each(SUITES.map((suite) => [suite.id, suite] as const))(
  'the suite %s names experiments that exist',
  (_, suite) => {
    expect(v.is(SuiteSchema, suite)).toBe(true)
    expect(ids).toEqual(expect.arrayContaining([...suite.experiments]))
  },
)
