import { useEffect, useState } from 'react'
import { formatCount } from '../../../contract/text.ts'
import { COLUMNS, type ColumnId } from '../../system/columns.ts'
import type { ProcessSort } from '../../system/process-rows.ts'
import type { Processes } from '../../system/use-processes.ts'
import { toggled } from '../../state/toggled.ts'
import { Segments } from '../../components/segments.tsx'
import { ProcessMenu, type MenuAt } from './process-menu.tsx'
import { ProcessTable } from './process-table.tsx'
import type { ProcessRequest } from './process-dialogs.tsx'
import panels from '../../components/panel.module.css'
import styles from './process-table.module.css'

const SHAPES = [
  { value: 'tree', label: 'tree', tip: 'Children below their parents' },
  { value: 'list', label: 'list', tip: 'Without parents' },
] as const

interface Props {
  readonly processes: Processes
  readonly onRequest: (request: ProcessRequest) => void
}

/** All processes with search, order, and what can be done to each. */
export function ProcessesPanel({ processes, onRequest }: Props) {
  const { list, rows, options, problem, arrange, hold } = processes
  const [menu, setMenu] = useState<MenuAt>()
  const [isPointed, setPointed] = useState(false)
  // Rows keep their places under the pointer, and below the menu of one.
  useEffect(() => {
    hold(isPointed || menu !== undefined)
  })
  const toggle = (id: string) => arrange({ toggled: toggled(options.toggled, id) })
  const sortBy = (column: ColumnId) => arrange({ sort: nextSort(options.sort, column) })
  const found = rows.filter(({ isMatch, isEnded }) => isMatch && !isEnded).length
  return (
    <section
      className={`${panels.panel} ${styles.panel}`}
      data-panel="processes"
      aria-labelledby="processes-title"
      onPointerEnter={() => setPointed(true)}
      onPointerLeave={() => setPointed(false)}
    >
      <h2 id="processes-title">
        Processes <b>{list === undefined || options.text.trim() === '' ? '' : `${formatCount(found)} found`}</b>
        <span className={panels.tools}>
          <input
            type="search"
            className={styles.search}
            aria-label="Search processes"
            placeholder="name, command, user or PID"
            value={options.text}
            onChange={({ target }) => arrange({ text: target.value })}
          />
          <Segments
            label="Shape of the list"
            value={options.isTree ? 'tree' : 'list'}
            options={SHAPES}
            onChange={(shape) => arrange({ isTree: shape === 'tree' })}
          />
        </span>
      </h2>
      {problem !== undefined && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      <ProcessTable
        rows={rows}
        options={options}
        missing={list?.missing ?? {}}
        onSort={sortBy}
        onToggle={toggle}
        onMenu={setMenu}
        onEnd={(process) => onRequest({ action: 'end', process })}
      />
      {list !== undefined && found === 0 && <p className={styles.empty}>No matching process.</p>}
      <ProcessMenu menu={menu} affinity={list?.affinity} onRequest={onRequest} onClose={() => setMenu(undefined)} />
    </section>
  )
}

function nextSort(now: ProcessSort, column: ColumnId): ProcessSort {
  if (now.column === column) return { column, descending: !now.descending }
  return { column, descending: COLUMNS.find(({ id }) => id === column)!.descending }
}
