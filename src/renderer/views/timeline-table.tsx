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
  { head: 'repeat', title: 'Which of the repeats', text: ({ repeat }) => String(repeat) },
  { head: 'start', title: 'Its first line of work, after zero', text: ({ start }) => formatSeconds(start) },
  {
    head: 'end',
    title: 'After zero',
    text: ({ end, lost }) => lost ?? (Number.isNaN(end) ? 'at work' : formatSeconds(end)),
  },
  {
    head: 'running',
    title: 'On the interpreter by its own stamps; else CPU time as sampled',
    text: ({ running }) => formatSeconds(running),
  },
  { head: 'waiting', title: 'All that it lived and did not run', text: ({ waiting }) => formatSeconds(waiting) },
  { head: 'for the GIL', title: 'Of that, while another had its GIL', text: ({ gil }) => formatSeconds(gil) },
  { head: 'longest wait', title: 'Between two spans', text: ({ longestWait }) => formatSeconds(longestWait) },
  {
    head: 'spans',
    title: 'Times on the interpreter',
    text: ({ spans }) => (spans === undefined ? NO_NUMBER : formatCount(spans)),
  },
  { head: 'cores', title: 'That it was seen on', text: ({ cores }) => cores.join(', ') || NO_NUMBER },
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
