import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import type { ProcessList, SystemProcess } from '../../../contract/system.ts'
import { COLUMNS, type ColumnId } from '../../system/columns.ts'
import type { ListOptions, ProcessRow } from '../../system/process-rows.ts'
import { TableRows, useVirtualRows } from '../../components/virtual-rows.tsx'
import type { MenuAt } from './process-menu.tsx'
import { ProcessTableRow } from './process-row.tsx'
import { Tip } from '../../components/tip.tsx'
import texts from '../../components/text.module.css'
import panels from '../../components/panel.module.css'
import styles from './process-table.module.css'

/** As in process-table.module.css. */
const ROW_HEIGHT = 24
const SPARE_ROWS = 10
/** Of Page Up and Page Down. */
const PAGE_ROWS = 20

interface Props {
  readonly rows: readonly ProcessRow[]
  readonly options: ListOptions
  readonly missing: ProcessList['missing']
  readonly onSort: (column: ColumnId) => void
  readonly onToggle: (id: string) => void
  readonly onMenu: (menu: MenuAt) => void
  readonly onEnd: (process: SystemProcess) => void
}

/** Any number of processes: only the rows in sight, and the one that the keyboard is on, are in the page. */
export function ProcessTable({ rows, options, missing, onSort, onToggle, onMenu, onEnd }: Props) {
  const [activeId, setActiveId] = useState<string>()
  const found = rows.findIndex(({ id }) => id === activeId)
  const active = Math.max(found, 0)
  const mustFocus = useRef(false)
  const { rows: virtual, scroller } = useVirtualRows({
    count: rows.length,
    rowHeight: ROW_HEIGHT,
    spareRows: SPARE_ROWS,
    keptRow: active,
  })
  useEffect(() => {
    if (!mustFocus.current) return
    mustFocus.current = false
    scroller.current?.querySelector<HTMLElement>('tr[tabindex="0"]')?.focus({ preventScroll: true })
  })
  const moveTo = (index: number) => {
    const to = Math.min(Math.max(index, 0), rows.length - 1)
    mustFocus.current = true
    setActiveId(rows[to]?.id)
    virtual.scrollToIndex(to)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const row = rows[active]
    if (row === undefined || !(event.target instanceof HTMLElement) || event.target.closest('tbody') === null) return
    const action = keyAction(event, row, {
      move: (by) => moveTo(active + by),
      moveToEnd: () => moveTo(rows.length - 1),
      moveToStart: () => moveTo(0),
      moveToParent: () => moveTo(parentIndex(rows, active)),
      toggle: () => onToggle(row.id),
      menu: () => {
        const anchor = scroller.current?.querySelector<HTMLElement>('tr[tabindex="0"]')
        if (anchor) onMenu({ row, anchor })
      },
      end: () => onEnd(row.process),
    })
    if (action === undefined) return
    event.preventDefault()
    action()
  }
  return (
    <section className={`${panels.scroll} ${styles.scroll}`} ref={scroller} aria-label="List of processes">
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a grid is interactive; the rule does not know the role */}
      <table
        role={options.isTree ? 'treegrid' : 'grid'}
        className={styles.table}
        aria-label="Processes"
        aria-rowcount={rows.length + 1}
        onKeyDown={onKeyDown}
      >
        <Head sort={options.sort} missing={missing} onSort={onSort} />
        <tbody>
          <TableRows
            rows={virtual}
            columns={COLUMNS.length + 1}
            row={(index) => {
              const row = rows[index]
              return row === undefined ? undefined : (
                <ProcessTableRow
                  key={row.id}
                  row={row}
                  index={index}
                  isTree={options.isTree}
                  isActive={index === active}
                  onActive={setActiveId}
                  onToggle={onToggle}
                  onMenu={onMenu}
                />
              )
            }}
          />
        </tbody>
      </table>
    </section>
  )
}

interface KeyActions {
  readonly move: (by: number) => void
  readonly moveToStart: () => void
  readonly moveToEnd: () => void
  readonly moveToParent: () => void
  readonly toggle: () => void
  readonly menu: () => void
  readonly end: () => void
}

/** Keys of a tree grid, as in the ARIA Authoring Practices. */
function keyAction({ key, shiftKey }: KeyboardEvent, row: ProcessRow, actions: KeyActions): (() => void) | undefined {
  const isOpen = row.children > 0 && !row.isCollapsed
  switch (key) {
    case 'ArrowDown':
      return () => actions.move(1)
    case 'ArrowUp':
      return () => actions.move(-1)
    case 'PageDown':
      return () => actions.move(PAGE_ROWS)
    case 'PageUp':
      return () => actions.move(-PAGE_ROWS)
    case 'Home':
      return actions.moveToStart
    case 'End':
      return actions.moveToEnd
    case 'ArrowRight':
      return row.isCollapsed ? actions.toggle : () => actions.move(isOpen ? 1 : 0)
    case 'ArrowLeft':
      return isOpen ? actions.toggle : actions.moveToParent
    case 'Enter':
    case 'ContextMenu':
      return row.isEnded ? undefined : actions.menu
    case 'F10':
      return shiftKey && !row.isEnded ? actions.menu : undefined
    case 'Delete':
      return row.process.controllable === true && !row.isEnded ? actions.end : undefined
    default:
      return undefined
  }
}

function parentIndex(rows: readonly ProcessRow[], index: number): number {
  const depth = rows[index]?.depth ?? 0
  for (let above = index - 1; above >= 0; above--) if (rows[above]!.depth < depth) return above
  return index
}

interface HeadProps extends Pick<Props, 'missing' | 'onSort'> {
  readonly sort: ListOptions['sort']
}

function Head({ sort, missing, onSort }: HeadProps) {
  return (
    <thead>
      <tr>
        {COLUMNS.map(({ id, label, title }) => (
          // eslint-disable-next-line jsx-a11y/control-has-associated-label -- the button in the tip is its label
          <th key={id} scope="col" data-column={id} aria-sort={sort.column === id ? direction(sort) : undefined}>
            <Tip text={missing[id] ?? title}>
              <button type="button" onClick={() => onSort(id)}>
                {label}
              </button>
            </Tip>
          </th>
        ))}
        <th scope="col" data-column="actions">
          <span className={texts.hidden}>actions</span>
        </th>
      </tr>
    </thead>
  )
}

function direction({ descending }: ListOptions['sort']): 'ascending' | 'descending' {
  return descending ? 'descending' : 'ascending'
}
