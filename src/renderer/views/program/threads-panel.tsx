import { useMemo, useState } from 'react'
import type { ActivityGroup } from '../../../contract/activity-palette.ts'
import { formatCount } from '../../../contract/text.ts'
import { Segments } from '../../components/segments.tsx'
import type { Lane } from '../../live/lanes.ts'
import type { Scene } from '../../live/scene.ts'
import { laneRows, type LaneRow } from '../../program/lane-rows.ts'
import { taskNumbers } from '../../program/task-numbers.ts'
import type { ProgramView } from '../../program/view.ts'
import { toggled } from '../../state/toggled.ts'
import { usePainter } from '../live-canvas.tsx'
import { Toggle, ZoomButtons } from '../timeline-tools.tsx'
import { ActivityLegend } from './activity-legend.tsx'
import { ThreadLanes } from './thread-lanes.tsx'
import { ThreadTable } from './thread-table.tsx'
import { FOLLOWED, useLanesView } from './lanes-view.ts'
import panels from '../../components/panel.module.css'
import styles from './program-page.module.css'

const LOOK_MS = 500

interface Props {
  readonly view: ProgramView
  readonly scene: () => Scene
  /** Thread whose functions are shown. */
  readonly chosen: number | undefined
  readonly onChoose: (thread: number) => void
}

/** A lane for each thread in the states of its activity, below its process and the GILs of that. */
export function ThreadsPanel({ view: shown, scene, chosen, onChoose }: Props) {
  const { log, processes, revision, isLive } = shown
  const [collapsed, setCollapsed] = useState<ReadonlySet<number>>(new Set())
  const [hidden, setHidden] = useState<ReadonlySet<ActivityGroup>>(new Set())
  const [isTable, setTable] = useState(false)
  const [lanes, setLanes] = useState<readonly Lane[]>([])
  usePainter(LOOK_MS, () => setLanes(scene().lanes), { content: () => [scene().lanes] })
  const numbers = useMemo(() => taskNumbers(lanes), [lanes])
  const view = useLanesView(log, isLive)
  const rows = useMemo(
    () =>
      laneRows({
        threads: [...log.threads.values()].map(({ info }) => info),
        gils: [...log.gils.values()].map(({ info }) => info),
        processes,
        collapsed,
        numbers,
      }),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the log is the same object while its threads change: `revision` says when
    [log, revision, processes, collapsed, numbers],
  )
  const many = new Set([...log.threads.values()].map(({ info }) => info.pid))
  const toggle = (pid: number) => setCollapsed((now) => toggled(now, pid))
  const areAll = collapsed.size > 0 && rows.every(isFolded)
  return (
    <section className={`${panels.panel} ${styles.threads}`} data-panel="threads" aria-labelledby="threads-title">
      <h2 id="threads-title">
        Threads <b>{countText(log.threads.size, many.size)}</b>
        <span className={panels.tools}>
          {many.size > 1 && (
            <Toggle
              name="Fold"
              title="One row for each process"
              on={areAll}
              onChange={(on) => setCollapsed(on ? many : new Set())}
            />
          )}
          <Toggle name="Table" title="The lanes as numbers" on={isTable} onChange={setTable} />
          {!isTable && <ZoomButtons view={view} />}
          {!isTable && isLive && (
            <Segments label="Time shown" value={view.followed} options={FOLLOWED} onChange={view.follow} />
          )}
        </span>
      </h2>
      {isTable ? (
        <ThreadTable view={shown} chosen={chosen} onChoose={onChoose} />
      ) : (
        <>
          <ActivityLegend log={log} hidden={hidden} onToggle={(group) => setHidden((now) => toggled(now, group))} />
          <ThreadLanes
            shown={shown}
            rows={rows}
            view={view}
            hidden={hidden}
            chosen={chosen}
            onChoose={onChoose}
            onToggle={toggle}
          />
        </>
      )}
    </section>
  )
}

function isFolded(row: LaneRow): boolean {
  return row.kind === 'process' ? row.isCollapsed : row.kind === 'thread' && row.isAlone
}

function countText(threads: number, processes: number): string {
  if (threads === 0) return ''
  const count = `${formatCount(threads)} ${threads === 1 ? 'thread' : 'threads'}`
  return processes === 1 ? count : `${count} in ${formatCount(processes)} processes`
}
