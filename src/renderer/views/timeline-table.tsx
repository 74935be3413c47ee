import { formatCount, formatSeconds, NO_NUMBER } from '../../contract/text.ts'
import { Info } from '../components/tip.tsx'
import { useAppState } from '../state/app.ts'
import { runQueueGap } from '../state/run-queue.ts'
import type { LaneFacts } from '../timeline/lane-facts.ts'
import { sameLane } from '../live/selection.ts'
import panel from '../components/panel.module.css'
import { badgeClass } from '../components/badge.ts'

interface Column {
  readonly head: string
  readonly title: string
  readonly text: (facts: LaneFacts) => string
}

const READY = 'ready, no core'

const COLUMNS: readonly Column[] = [
  {
    head: 'repeat',
    title: 'Number of the repeat',
    text: ({ repeat }) => (repeat === undefined ? NO_NUMBER : String(repeat)),
  },
  { head: 'start', title: 'First line of work, measured from zero', text: ({ start }) => formatSeconds(start) },
  {
    head: 'end',
    title: 'Last line of work, measured from zero',
    text: ({ end, lost }) => lost ?? (Number.isNaN(end) ? 'running' : formatSeconds(end)),
  },
  {
    head: 'running',
    title: 'Time holding the interpreter (from the worker’s timestamps), otherwise sampled CPU time',
    text: ({ running }) => formatSeconds(running),
  },
  {
    head: READY,
    title: 'Time ready to run while no core was free, as sampled',
    text: ({ ready }) => formatSeconds(ready),
  },
  {
    head: 'for the GIL',
    title: 'Waiting time during which another thread held the GIL',
    text: ({ gil }) => formatSeconds(gil),
  },
  {
    head: 'longest wait',
    title: 'Longest gap between two spans',
    text: ({ longestWait }) => formatSeconds(longestWait),
  },
  {
    head: 'spans',
    title: 'Number of times the worker held the interpreter',
    text: ({ spans }) => (spans === undefined ? NO_NUMBER : formatCount(spans)),
  },
  { head: 'cores', title: 'Cores it was sampled on', text: ({ cores }) => cores.join(', ') || NO_NUMBER },
]

interface Props {
  readonly lines: readonly LaneFacts[]
  readonly isRun: boolean
  readonly labelOf: (group: string) => string
}

/** The lanes as numbers. */
export function TimelineTable({ lines, isRun, labelOf }: Props) {
  const selected = useAppState((state) => state.selectedLane)
  const readyGap = useAppState(runQueueGap) ?? 'Not sampled: the task was too short.'
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <section className={panel.scroll} tabIndex={0} aria-label="Timeline: table">
      <table aria-label="Timeline">
        <thead>
          <tr>
            <th scope="col">{isRun ? 'worker' : 'task'}</th>
            {COLUMNS.map(({ head, title }) => (
              <th key={head} scope="col">
                <Info text={title}>{head}</Info>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((facts) => (
            <tr key={`${facts.group}/${facts.repeat}/${facts.index}`} data-selected={sameLane(selected, facts)}>
              <th scope="row">
                {labelOf(facts.group)} <i className={badgeClass(facts.index)}>{facts.index + 1}</i> {facts.name}
              </th>
              {COLUMNS.map(({ head, text }) => (
                <td key={head}>
                  {head === READY && Number.isNaN(facts.ready) ? (
                    <Info text={readyGap}>{text(facts)}</Info>
                  ) : (
                    text(facts)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
