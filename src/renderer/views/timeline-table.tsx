import { formatCount, formatSeconds, NO_NUMBER } from '../../contract/text.ts'
import { useAppState } from '../state/app.ts'
import type { LaneFacts } from '../timeline/lane-facts.ts'
import { isWorker } from '../live/selection.ts'

interface Column {
  readonly head: string
  readonly title: string
  readonly text: (facts: LaneFacts) => string
}

const COLUMNS: readonly Column[] = [
  { head: 'repeat', title: 'Number of the repeat', text: ({ repeat }) => String(repeat) },
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
  { head: 'waiting', title: 'Lifetime minus running time', text: ({ waiting }) => formatSeconds(waiting) },
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
  readonly facts: readonly LaneFacts[]
  readonly labelOf: (variant: string) => string
}

/** The lanes as numbers. */
export function TimelineTable({ facts, labelOf }: Props) {
  const selected = useAppState((state) => state.selectedWorker)
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <section className="scroll" tabIndex={0} aria-label="Timeline: table">
      <table aria-label="Timeline">
        <thead>
          <tr>
            <th scope="col">worker</th>
            {COLUMNS.map(({ head, title }) => (
              <th key={head} scope="col" title={title}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {facts.map((each) => (
            <tr
              key={`${each.variant}/${each.repeat}/${each.index}`}
              className={isWorker(selected, each) ? 'selected' : ''}
            >
              <th scope="row">
                {labelOf(each.variant)} <i className={`badge w${(each.index % 8) + 1}`}>{each.index + 1}</i> {each.name}
              </th>
              {COLUMNS.map(({ head, text }) => (
                <td key={head}>{text(each)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
