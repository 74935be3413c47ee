/** Colours and patterns of what threads do: on the page, on cards, in reports. Few colours, one a group; activities of a group differ by pattern. */
import { ACTIVITIES, type Activity } from './activity.ts'
import type { Pattern, ThemeName } from './palette.ts'

/** In the order in which bars and legends show them: what a thread gets done first, what holds it up next, then the quiet ones. */
export const ACTIVITY_GROUPS = ['python', 'native', 'gil', 'ready', 'lock', 'waiting', 'idle', 'unknown'] as const
export type ActivityGroup = (typeof ACTIVITY_GROUPS)[number]

/** Short, for legends with little room; an activity's own words are in `ACTIVITY_LABELS`. */
export const ACTIVITY_GROUP_LABELS: Readonly<Record<ActivityGroup, string>> = {
  python: 'runs Python',
  native: 'runs without the GIL',
  gil: 'held up by the GIL',
  ready: 'ready, no core free',
  lock: 'waits for a lock',
  waiting: 'waits',
  idle: 'idle',
  unknown: 'unknown',
}

interface ActivityLook {
  readonly group: ActivityGroup
  readonly pattern: Pattern
}

const LOOKS: Readonly<Record<Activity, ActivityLook>> = {
  python: { group: 'python', pattern: 'solid' },
  native: { group: 'native', pattern: 'solid' },
  runs: { group: 'native', pattern: 'solid' },
  gil: { group: 'gil', pattern: 'diagonal' },
  'gil-off-core': { group: 'gil', pattern: 'crossed' },
  'world-stopped': { group: 'gil', pattern: 'dots' },
  ready: { group: 'ready', pattern: 'dots' },
  lock: { group: 'lock', pattern: 'crossed' },
  'file-lock': { group: 'lock', pattern: 'diagonal' },
  task: { group: 'waiting', pattern: 'diagonal' },
  child: { group: 'waiting', pattern: 'diagonal' },
  disk: { group: 'waiting', pattern: 'crossed' },
  memory: { group: 'waiting', pattern: 'crossed' },
  socket: { group: 'waiting', pattern: 'solid' },
  pipe: { group: 'waiting', pattern: 'solid' },
  poll: { group: 'waiting', pattern: 'solid' },
  terminal: { group: 'waiting', pattern: 'dots' },
  sleep: { group: 'waiting', pattern: 'dots' },
  other: { group: 'waiting', pattern: 'solid' },
  idle: { group: 'idle', pattern: 'solid' },
  loop: { group: 'idle', pattern: 'dots' },
  stopped: { group: 'unknown', pattern: 'crossed' },
  unknown: { group: 'unknown', pattern: 'diagonal' },
}

/** Running is bright, the GIL's is the warning, waiting is quiet, idle nearly the ground. Any two differ for eyes that see two of the three primaries (activity-palette.test.ts). */
const COLORS: Readonly<Record<ThemeName, Readonly<Record<ActivityGroup, string>>>> = {
  dark: {
    python: '#1fc796',
    native: '#56b4e9',
    gil: '#f4622a',
    ready: '#f0e442',
    lock: '#bf56c7',
    waiting: '#475c86',
    idle: '#222b3c',
    unknown: '#777980',
  },
  light: {
    python: '#0d8a61',
    native: '#2f97d6',
    gil: '#e04911',
    ready: '#5f4e00',
    lock: '#993b8c',
    waiting: '#a9b8d0',
    idle: '#e4e9f1',
    unknown: '#464851',
  },
}

const GROUP_PATTERNS: Readonly<Record<ActivityGroup, Pattern>> = {
  python: 'solid',
  native: 'solid',
  gil: 'diagonal',
  ready: 'dots',
  lock: 'crossed',
  waiting: 'solid',
  idle: 'solid',
  unknown: 'diagonal',
}

/** All activities in the order of their groups: for bars and legends. */
export const ACTIVITIES_IN_ORDER: readonly Activity[] = ACTIVITIES.toSorted(
  (a, b) => ACTIVITY_GROUPS.indexOf(LOOKS[a].group) - ACTIVITY_GROUPS.indexOf(LOOKS[b].group),
)

export function activityGroup(activity: Activity): ActivityGroup {
  return LOOKS[activity].group
}

export function activityColor(activity: Activity, theme: ThemeName): string {
  return COLORS[theme][LOOKS[activity].group]
}

/** Drawn over the colour where there is room for it: never the colour alone. */
export function activityPattern(activity: Activity): Pattern {
  return LOOKS[activity].pattern
}

/** Of a whole group: where activities of it are drawn as one. */
export function activityGroupPattern(group: ActivityGroup): Pattern {
  return GROUP_PATTERNS[group]
}

export function activityGroupColor(group: ActivityGroup, theme: ThemeName): string {
  return COLORS[theme][group]
}
