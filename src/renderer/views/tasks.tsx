import { useEffect, useRef, useState } from 'react'
import { sizeOf, watchSize } from '../charts/canvas.ts'
import { setText } from '../charts/set-text.ts'
import { fillFoot, fillTable, showRow, textOf, topText, topTsvOf, tsvOf } from '../charts/task-table.ts'
import { useApp, useAppState } from '../state/app.ts'
import { copyText } from '../state/clipboard.ts'
import { runQueueGap } from '../state/run-queue.ts'
import type { ShownRun } from '../state/runs.ts'
import type { Scene } from '../live/scene.ts'
import type { LaneKey } from '../live/lanes.ts'
import { sameLane } from '../live/selection.ts'
import { taskRows, type TaskColumn, type TaskSort } from '../live/task-rows.ts'
import { Segments } from '../components/segments.tsx'
import { usePainter } from './live-canvas.tsx'
import { PanelFailure } from './panel-failure.tsx'
import { Tip } from '../components/tip.tsx'
import { columnWidth } from '../components/column-width.ts'
import buttons from '../components/button.module.css'
import panel from '../components/panel.module.css'
import styles from './tasks.module.css'

const TEXT_MS = 300

const VIEWS = [
  { value: 'run', label: 'run' },
  { value: 'system', label: 'system' },
] as const

interface Head {
  readonly column: TaskColumn
  readonly label: string
  readonly title: string
  /** CSS pixels; the one without takes what is left. */
  readonly width?: number
}

const HEADS: readonly Head[] = [
  { column: 'name', label: 'task', title: 'Processes, each with its threads below' },
  { column: 'pid', label: 'pid / tid', title: 'Process ID (PID), or native thread ID (TID)', width: 50 },
  { column: 'cpu', label: 'CPU', title: 'Share of one core over the last half second', width: 38 },
  { column: 'core', label: 'core', title: 'Core on which the task last ran', width: 30 },
  { column: 'state', label: 'state', title: 'Task state, as reported by the operating system', width: 64 },
  { column: 'cpuSeconds', label: 'CPU s', title: 'CPU time since the task started, in seconds', width: 40 },
  {
    column: 'readySeconds',
    label: 'ready s',
    title: 'Time ready to run while no core was free, in seconds',
    width: 46,
  },
  { column: 'rss', label: 'memory', title: 'Resident memory of the process', width: 58 },
  { column: 'voluntary', label: 'vol.', title: 'Voluntary context switches: the task waited for something', width: 45 },
  {
    column: 'involuntary',
    label: 'invol.',
    title: 'Involuntary context switches: the scheduler preempted the task',
    width: 45,
  },
]

interface Props {
  readonly scene: () => Scene
  readonly shown: readonly ShownRun[]
  /** The program that is watched: its first process, and when the watching began. */
  readonly program?: { readonly pid: number; readonly startNs: number }
}

export function Tasks({ scene, shown, program }: Props) {
  const app = useApp()
  const { live, scheduler } = app
  const [view, setView] = useState<'run' | 'system'>('run')
  const [sort, setSort] = useState<TaskSort>()
  const [filter, setFilter] = useState('')
  const body = useRef<HTMLTableSectionElement>(null)
  const foot = useRef<HTMLTableSectionElement>(null)
  const scroller = useRef<HTMLElement>(null)
  const table = useRef<HTMLTableElement>(null)
  const count = useRef<HTMLElement>(null)
  const selected = useAppState((state) => state.selectedLane)
  const isLive = useAppState(({ opened }) => opened === undefined)
  const readyGap = useAppState(runQueueGap)
  const found = useRef<LaneKey>(undefined)
  const mainProcesses = shown.flatMap((run) => run.mainProcesses.map(({ pid }) => pid))
  const workerStartNs = shown.flatMap(({ workers }) => workers.map((worker) => worker.startNs))
  const startNs = program === undefined ? workerStartNs : [program.startNs]
  const sinceNs = isLive ? Math.min(...startNs) : undefined
  const wanted = filter.trim().toLowerCase()
  const topNow = () => topRows(live.top, sort, wanted)
  const rowsNow = () => taskRows(scene(), { sort, filter: wanted, mainProcesses, programPid: program?.pid, sinceNs })

  const paint = () => {
    if (body.current === null || foot.current === null || scroller.current === null) return
    const tasks = view === 'run' ? rowsNow() : []
    const task = tasks.find((row) => row.isOwn)
    const others = tasks.filter((row) => row !== task)
    const isSelected = ({ key, worker }: (typeof tasks)[number]) =>
      worker !== undefined && sameLane(selected, scene().laneOf(key)?.key)
    const rows = view === 'run' ? others.map((row) => textOf(row, isSelected(row), readyGap)) : topNow().map(topText)
    if (found.current !== selected && view === 'run') {
      const index = others.findIndex(isSelected)
      if (index >= 0) showRow(scroller.current, index)
      found.current = selected
    }
    fillTable(body.current, scroller.current, rows)
    fillFoot(foot.current, task && textOf(task), rows.length)
    setRowCount(table.current, rows.length + (task === undefined ? 1 : 2))
    setText(count.current, view === 'run' ? taskCount(tasks) : `${rows.length} busiest`)
  }
  // The live tasks change in many ways, a recording only with its moment.
  const contentNow = () =>
    isLive || scroller.current === null
      ? undefined
      : [paint, scene(), scene().nowNs, view === 'system' && live.top, sizeOf(scroller.current).height]
  const hasFailed = usePainter(TEXT_MS, paint, { content: contentNow })
  useEffect(() => watchSize(scroller.current!, () => scheduler.invalidate()), [scheduler])

  const sortBy = (column: TaskColumn) =>
    setSort((now) => {
      const first = column !== 'name' && column !== 'state' && column !== 'pid'
      if (now?.column !== column) return { column, descending: first }
      return now.descending === first ? { column, descending: !first } : undefined
    })
  const copy = () => {
    void copyText(
      app,
      view === 'run' ? tsvOf(rowsNow()) : topTsvOf(topNow()),
      'Copied the task table as tab-separated values.',
    )
  }
  return (
    <section
      className={`${panel.panel} ${styles.tasks} ${view === 'system' ? styles.system : ''}`}
      data-panel="tasks"
      aria-labelledby="tasks-title"
    >
      <h2 id="tasks-title">
        Tasks <b ref={count} />
        <span className={panel.tools}>
          <input
            type="search"
            aria-label="Filter tasks"
            placeholder="filter"
            value={filter}
            onChange={({ target }) => setFilter(target.value)}
          />
          <Segments label="Tasks to show" value={view} options={VIEWS} onChange={setView} />
          <Tip text="Copy as tab-separated values">
            <button type="button" className={buttons.small} onClick={copy}>
              Copy
            </button>
          </Tip>
        </span>
      </h2>
      {hasFailed && <PanelFailure />}
      <section
        className={panel.scroll}
        ref={scroller}
        onScroll={paint}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label="Task list"
      >
        <table aria-label="Tasks" ref={table}>
          <thead>
            <tr>
              {HEADS.map(({ column, label, title, width }) => (
                // eslint-disable-next-line jsx-a11y/control-has-associated-label -- the button in the tip is its label
                <th
                  key={column}
                  scope="col"
                  data-column={column}
                  aria-sort={ariaSort(sort, column)}
                  style={width === undefined ? undefined : columnWidth(width)}
                >
                  <Tip text={title}>
                    <button type="button" onClick={() => sortBy(column)}>
                      {label}
                    </button>
                  </Tip>
                </th>
              ))}
            </tr>
          </thead>
          <tbody ref={body} />
          <tfoot ref={foot} />
        </table>
      </section>
    </section>
  )
}

function setRowCount(table: HTMLTableElement | null, count: number): void {
  if (table?.ariaRowCount !== String(count)) table?.setAttribute('aria-rowcount', String(count))
}

function ariaSort(sort: TaskSort | undefined, column: TaskColumn): 'ascending' | 'descending' | undefined {
  if (sort?.column !== column) return undefined
  return sort.descending ? 'descending' : 'ascending'
}

function taskCount(rows: ReturnType<typeof taskRows>): string {
  const living = rows.filter(({ ended }) => !ended)
  if (living.length === 0 && rows.length > 0) return `${rows.length} ended`
  const processes = living.filter(({ kind }) => kind === 'process').length
  const threads = living.length - processes
  return `${processes} ${processes === 1 ? 'process' : 'processes'}${threads > 0 ? `, ${threads} threads` : ''}`
}

function topRows(top: ReturnType<typeof useApp>['live']['top'], sort: TaskSort | undefined, filter: string) {
  const found = top.filter(({ name, pid }) => `${name} ${pid}`.toLowerCase().includes(filter))
  if (sort === undefined) return found
  const sign = sort.descending ? -1 : 1
  return found.toSorted((a, b) => {
    if (sort.column === 'name') return sign * a.name.localeCompare(b.name, 'en')
    if (sort.column === 'pid') return sign * (a.pid - b.pid)
    return sort.column === 'rss' ? sign * (a.rssBytes - b.rssBytes) : sign * (a.cpuShare - b.cpuShare)
  })
}
