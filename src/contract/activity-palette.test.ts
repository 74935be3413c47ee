import { expect, test } from 'vitest'
import { contrast, difference, SIGHTS } from './color-testing.ts'
import { ACTIVITIES, RUNNING_ACTIVITIES } from './activity.ts'
import {
  ACTIVITIES_IN_ORDER,
  ACTIVITY_GROUPS,
  activityColor,
  activityGroup,
  activityGroupColor,
  activityPattern,
} from './activity-palette.ts'
import { PALETTE, THEMES } from './palette.ts'

test('every activity has its place in the order, and running comes first', () => {
  expect(ACTIVITIES_IN_ORDER.toSorted()).toEqual(ACTIVITIES.toSorted())
  expect(ACTIVITIES_IN_ORDER.slice(0, 3).toSorted()).toEqual(RUNNING_ACTIVITIES.toSorted())
})

const LOUD = ['python', 'native', 'gil', 'ready', 'lock'] as const

test.each(THEMES)(
  '%s: what runs and what holds it up is seen on a panel; waiting is quieter, idle faintest',
  (theme) => {
    const seen = (group: (typeof ACTIVITY_GROUPS)[number]) =>
      contrast(activityGroupColor(group, theme), PALETTE[theme].panel)
    for (const group of LOUD) expect(seen(group)).toBeGreaterThanOrEqual(3)
    const quietest = Math.min(...LOUD.map(seen))
    expect(seen('waiting')).toBeLessThan(quietest)
    expect(seen('idle')).toBeLessThan(seen('waiting'))
  },
)

const looks = THEMES.flatMap((theme) =>
  Object.entries(SIGHTS).map(([sight, matrix]) => [theme, sight, matrix] as const),
)
test.each(looks)('%s, %s: any two groups differ', (theme, _, matrix) => {
  const pairs = ACTIVITY_GROUPS.flatMap((a, i) => ACTIVITY_GROUPS.slice(i + 1).map((b) => [a, b] as const))
  const near = pairs.flatMap(([a, b]) => {
    const distance = difference(activityGroupColor(a, theme), activityGroupColor(b, theme), matrix)
    return distance > 0.09 ? [] : [`${a} ${b} ${distance}`]
  })
  expect(near).toEqual([])
})

test('the states that matter most differ in pattern as well as in colour', () => {
  const activities = ['python', 'gil', 'ready', 'lock'] as const
  expect(new Set(activities.map(activityPattern)).size).toBe(activities.length)
  expect(new Set(activities.map((activity) => activityColor(activity, 'dark'))).size).toBe(activities.length)
  const ofTheGil = ACTIVITIES.filter((activity) => activityGroup(activity) === 'gil')
  expect(new Set(ofTheGil.map(activityPattern)).size).toBe(ofTheGil.length)
})
