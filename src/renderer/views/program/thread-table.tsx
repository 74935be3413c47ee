import { useState } from 'react'
import { ACTIVITY_GROUP_LABELS, ACTIVITY_GROUPS } from '../../../contract/activity-palette.ts'
import { formatShare } from '../../../contract/text.ts'
import type { LoggedThread } from '../../program/activity-log.ts'
import { groupShares } from '../../program/shares.ts'
import type { ProgramView } from '../../program/view.ts'
import { TableRows, useVirtualRows } from '../../components/virtual-rows.tsx'
import { usePainter } from '../live-canvas.tsx'
import { Info } from '../../components/tip.tsx'
import texts from '../../components/text.module.css'
import panels from '../../components/panel.module.css'
import styles from './thread-table.module.css'

const LOOK_MS = 1000
const ROW_HEIGHT = 22
const SPARE_ROWS = 10

interface Props {
  readonly view: ProgramView
  readonly chosen: number | undefined
  readonly onChoose: (thread: number) => void
}

/** The lanes as numbers: the shares of each thread's life by state. */
export function ThreadTable({ view: { log }, chosen, onChoose }: Props) {
  const [threads, setThreads] = useState<readonly LoggedThread[]>([])
  usePainter(LOOK_MS, () => setThreads([...log.threads.values()]), { content: () => [log, log.nowNs] })
  const { rows, scroller } = useVirtualRows({ count: threads.length, rowHeight: ROW_HEIGHT, spareRows: SPARE_ROWS })
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <section className={`${panels.scroll} ${styles.table}`} ref={scroller} tabIndex={0} aria-label="Threads: table">
      <table aria-label="Threads" aria-rowcount={threads.length + 1}>
        <thead>
          <tr>
            <th scope="col">thread</th>
            <th scope="col">pid / tid</th>
            {ACTIVITY_GROUPS.map((group) => (
              <th key={group} scope="col">
                {ACTIVITY_GROUP_LABELS[group]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <TableRows
            rows={rows}
            columns={ACTIVITY_GROUPS.length + 2}
            row={(index) => {
              const thread = threads[index]
              return thread === undefined ? undefined : (
                <Row
                  key={thread.info.thread}
                  thread={thread}
                  index={index + 2}
                  isChosen={thread.info.thread === chosen}
                  onChoose={onChoose}
                />
              )
            }}
          />
        </tbody>
      </table>
    </section>
  )
}

interface RowProps {
  readonly thread: LoggedThread
  readonly index: number
  readonly isChosen: boolean
  readonly onChoose: (thread: number) => void
}

function Row({ thread, index, isChosen, onChoose }: RowProps) {
  const { info } = thread
  const shares = groupShares(thread)
  return (
    <tr aria-rowindex={index} data-selected={isChosen}>
      <th scope="row">
        <button type="button" className={texts.ellipsis} aria-pressed={isChosen} onClick={() => onChoose(info.thread)}>
          {info.name}
        </button>
      </th>
      <td>
        {info.pid} / {info.tid}
      </td>
      {ACTIVITY_GROUPS.map((group) => (
        <td key={group}>
          {group === 'unknown' && info.missing !== undefined ? (
            <Info text={info.missing}>{formatShare(shares.get(group))}</Info>
          ) : (
            formatShare(shares.get(group))
          )}
        </td>
      ))}
    </tr>
  )
}
