import { expect, test } from 'vitest'
import type { Experiment, NumberParameter, Parameter } from '../../contract/experiment.ts'
import { commonParameter, commonValue, ownParameters, readNumber, withParam } from './parameters.ts'

const number = (id: string, min: number, max: number, rest: Partial<NumberParameter> = {}): NumberParameter => ({
  id,
  label: 'Interval',
  kind: 'number',
  unit: 'ms',
  default: min,
  min,
  max,
  ...rest,
})
const method: Parameter = {
  id: 'method',
  label: 'Method',
  kind: 'choice',
  default: 'fork',
  choices: ['fork', 'spawn'].map((id) => ({ id, label: id })),
}
const experiment = (parameters: Parameter[]) => ({ parameters }) as unknown as Experiment
const none = { models: {}, params: {}, bets: {} }

test('what is fixed is not offered', () => {
  const parameters = [number('workers', 1, 1), number('interval', 1, 1), number('size', 1, 2), method]
  expect(commonParameter([experiment(parameters)], 'workers')).toBeUndefined()
  expect(ownParameters([experiment(parameters), experiment(parameters)]).map(({ id }) => id)).toEqual([
    'size',
    'method',
  ])
})

test('a common value that was chosen elsewhere is brought within the limits', () => {
  const workers = number('workers', 2, 8, { default: 4 })
  expect([undefined, 1, 5, 64].map((chosen) => commonValue(workers, { ...none, workers: chosen }))).toEqual([
    4, 2, 5, 8,
  ])
})

test('a value that is the default is none', () => {
  const changed = withParam({}, method, 'spawn')
  expect(changed).toEqual({ method: 'spawn' })
  expect(withParam({ ...changed, other: 1 }, method, 'fork')).toEqual({ other: 1 })
})

test('what is no number, too small, too large or no whole one says what is right', () => {
  const interval = number('interval', 0.01, 100)
  expect(['5', ' 0,5 ', '100'].map((text) => readNumber(interval, text))).toEqual([5, 0.5, 100])
  for (const text of ['', 'five', '0', '101', 'Infinity']) {
    expect(readNumber(interval, text)).toBe('Interval: a number from 0.01\u202fms to 100\u202fms.')
  }
  const count = number('count', 1, 8, { kind: 'integer', unit: '' })
  expect([readNumber(count, '2'), readNumber(count, '2.5')]).toEqual([2, 'Interval: a whole number from 1 to 8.'])
})
