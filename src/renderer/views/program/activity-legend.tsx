import { useState } from 'react'
import { ACTIVITIES } from '../../../contract/activity.ts'
import {
  ACTIVITY_GROUP_LABELS,
  ACTIVITY_GROUPS,
  activityGroup,
  activityGroupColor,
  activityPattern,
  type ActivityGroup,
} from '../../../contract/activity-palette.ts'
import type { Pattern } from '../../../contract/palette.ts'
import type { ActivityLog } from '../../program/activity-log.ts'
import { useAppState } from '../../state/app.ts'
import { usePainter } from '../live-canvas.tsx'
import styles from './activity-legend.module.css'

const LOOK_MS = 500

interface Props {
  readonly log: ActivityLog
  readonly hidden: ReadonlySet<ActivityGroup>
  readonly onToggle: (group: ActivityGroup) => void
}

/** What the colours mean, of the activities that have been seen; a press fades one. */
export function ActivityLegend({ log, hidden, onToggle }: Props) {
  const theme = useAppState((state) => state.theme)
  const [seen, setSeen] = useState('')
  usePainter(LOOK_MS, () => setSeen(groupsSeen(log).join(' ')), { content: () => [log, log.nowNs] })
  const groups = ACTIVITY_GROUPS.filter((group) => seen.split(' ').includes(group))
  return (
    <fieldset className={styles.legend} aria-label="States">
      {groups.map((group) => (
        <button key={group} type="button" aria-pressed={!hidden.has(group)} onClick={() => onToggle(group)}>
          <i data-pattern={patternOf(group)} style={{ backgroundColor: activityGroupColor(group, theme) }} />
          {ACTIVITY_GROUP_LABELS[group]}
        </button>
      ))}
    </fieldset>
  )
}

/** Groups of which some thread had an activity. */
function groupsSeen({ threads }: ActivityLog): readonly ActivityGroup[] {
  const seen = new Set<ActivityGroup>()
  for (const { track } of threads.values()) {
    track.totals.forEach((ns, kind) => {
      if (ns > 0) seen.add(activityGroup(ACTIVITIES[kind]!))
    })
    if (seen.size === ACTIVITY_GROUPS.length) break
  }
  return ACTIVITY_GROUPS.filter((group) => seen.has(group))
}

/** Pattern of the group's first activity. */
function patternOf(group: ActivityGroup): Pattern {
  return activityPattern(ACTIVITIES.find((activity) => activityGroup(activity) === group)!)
}
