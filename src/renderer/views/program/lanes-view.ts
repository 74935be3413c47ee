import { useState } from 'react'
import type { View } from '../../charts/lanes-layout.ts'
import type { ActivityLog } from '../../program/activity-log.ts'
import { useTimelineView, type TimelineView } from '../timeline-view.ts'

/** Parts of the time that a live picture may stay with. */
export const FOLLOWED = [
  { value: 'whole', label: 'whole', tip: 'From the start until now' },
  { value: '10', label: '10 s', tip: 'The last ten seconds' },
  { value: '1', label: '1 s', tip: 'The last second, in single turns' },
] as const
export type Followed = (typeof FOLLOWED)[number]['value'] | 'free'

export interface LanesView extends TimelineView {
  readonly followed: Followed
  readonly follow: (value: Followed) => void
}

/** Lengths of the time axis while a program runs, seconds: the picture keeps its scale until one is full. */
const LENGTHS = [2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600] as const
const LATER_STEP = 3600

/** Length of the time axis, seconds. */
export function axisSeconds(elapsed: number, isLive: boolean): number {
  if (!isLive) return Math.max(elapsed, 1e-3)
  return LENGTHS.find((length) => length >= elapsed) ?? Math.ceil(elapsed / LATER_STEP) * LATER_STEP
}

/** Which part of the time is shown. A live picture may stay with the last seconds; to zoom or to pan ends that. */
export function useLanesView(log: ActivityLog, isLive: boolean): LanesView {
  const [followed, setFollowed] = useState<Followed>('whole')
  const elapsed = () => (log.nowNs - log.startNs) / 1e9
  const base = useTimelineView(`${log.startNs}`, () => axisSeconds(elapsed(), isLive))
  const seconds = followed === 'free' || followed === 'whole' || !isLive ? undefined : Number(followed)
  if (seconds === undefined) {
    const isFree = base.view !== undefined
    const follow = (value: Followed) => {
      setFollowed(value)
      base.whole()
    }
    return { ...base, followed: isFree ? 'free' : followed, follow }
  }
  const latest = (): View => {
    const to = Math.max(elapsed(), seconds)
    return { from: to - seconds, to }
  }
  const leave = (act: () => void) => {
    setFollowed('whole')
    base.show(latest())
    act()
  }
  return {
    view: latest(),
    now: latest,
    show: (view) => leave(() => base.show(view)),
    whole: () => setFollowed('whole'),
    zoom: (factor, anchor) => leave(() => base.zoom(factor, anchor)),
    pan: (share) => leave(() => base.pan(share)),
    followed,
    follow: setFollowed,
  }
}
