import { expect, test } from 'vitest'
import { ACTIVITIES } from '../../../contract/activity.ts'
import { CODE } from './codes.ts'

test('a code is the position of its activity', () => {
  expect(Object.keys(CODE).toSorted()).toEqual(ACTIVITIES.toSorted())
  for (const [code, activity] of ACTIVITIES.entries()) expect(CODE[activity]).toBe(code)
})
