import { useRef } from 'react'
import { formatCount } from '../../../contract/text.ts'
import { setText } from '../../charts/set-text.ts'
import type { ActivityLog } from '../../program/activity-log.ts'
import { usePainter } from '../live-canvas.tsx'
import { Info } from '../../components/tip.tsx'
import styles from './thread-lanes.module.css'

const TEXT_MS = 300

/** Name of the curve above the lanes, with its latest number. */
export function FlightLabel({ log }: { readonly log: ActivityLog }) {
  const number = useRef<HTMLElement>(null)
  usePainter(TEXT_MS, () => setText(number.current, formatCount(log.windows.inFlight.at(-1))), {
    content: () => [log, log.nowNs],
  })
  return (
    <div className={styles.flight}>
      <Info text="Threads and pending coroutines that have work: neither idle nor ended">in flight</Info>{' '}
      <b ref={number} />
    </div>
  )
}
