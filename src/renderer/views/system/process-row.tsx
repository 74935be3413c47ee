import { memo, type CSSProperties } from 'react'
import { COLUMNS } from '../../system/columns.ts'
import type { ProcessRow } from '../../system/process-rows.ts'
import type { MenuAt } from './process-menu.tsx'
import buttons from '../../components/button.module.css'
import { Whole } from '../../components/tip.tsx'
import texts from '../../components/text.module.css'
import styles from './process-table.module.css'

interface Props {
  readonly row: ProcessRow
  /** Position among all rows, from 0. */
  readonly index: number
  readonly isTree: boolean
  /** The keyboard is on it, or would come to it. */
  readonly isActive: boolean
  readonly onActive: (id: string) => void
  readonly onToggle: (id: string) => void
  readonly onMenu: (menu: MenuAt) => void
}

/** Deepest indent that is drawn. Chosen: the name stays in sight. */
const MAX_DEPTH = 12

export const ProcessTableRow = memo(({ row, index, isTree, isActive, onActive, onToggle, onMenu }: Props) => {
  const { id, process, children, isCollapsed, isMatch, isEnded, depth } = row
  const openMenu = (anchor: Element) => {
    onActive(id)
    if (!isEnded) onMenu({ row, anchor })
  }
  return (
    <tr
      tabIndex={isActive ? 0 : -1}
      aria-rowindex={index + 2}
      aria-level={isTree ? depth + 1 : undefined}
      aria-expanded={isTree && children > 0 ? !isCollapsed : undefined}
      data-match={isMatch}
      data-ended={isEnded}
      data-pid={process.pid}
      onFocus={() => onActive(id)}
      onContextMenu={(event) => {
        event.preventDefault()
        openMenu(event.currentTarget)
      }}
    >
      <Whole text={process.command || process.name}>
        <th scope="row" data-column="name">
          <span className={styles.name} style={indent(isTree ? depth : 0)}>
            {isTree && (
              <button
                type="button"
                className={styles.toggle}
                tabIndex={-1}
                hidden={children === 0}
                aria-label={isCollapsed ? `Show children of ${process.name}` : `Hide children of ${process.name}`}
                onClick={() => onToggle(id)}
              />
            )}
            <span>{process.name}</span>
            {process.runtime !== undefined && <em>{process.runtime}</em>}
            {isCollapsed && <em>{children} hidden</em>}
            <small className={texts.ellipsis}>{argumentsOf(process)}</small>
          </span>
        </th>
      </Whole>
      {COLUMNS.slice(1).map(({ id: column, text }) => (
        <Whole key={column} text={titleOf(column, row)}>
          <td data-column={column} className={texts.ellipsis}>
            {column === 'state' && isEnded ? 'ended' : text(process)}
          </td>
        </Whole>
      ))}
      <td data-column="actions">
        <button
          type="button"
          className={`${buttons.icon} ${styles.actions}`}
          tabIndex={-1}
          aria-haspopup="menu"
          aria-label={`Actions for ${process.name}, PID ${process.pid}`}
          disabled={isEnded}
          onClick={({ currentTarget }) => openMenu(currentTarget)}
        >
          ⋯
        </button>
      </td>
    </tr>
  )
})

function indent(depth: number): CSSProperties & Record<'--depth', number> {
  return { '--depth': Math.min(depth, MAX_DEPTH) }
}

/** What follows the program in the command line. */
function argumentsOf({ command }: ProcessRow['process']): string {
  const space = command.indexOf(' ')
  return space < 0 ? '' : command.slice(space + 1)
}

function titleOf(column: string, { process }: ProcessRow): string | undefined {
  if (column === 'user') return process.user
  return column === 'startedMs' ? new Date(process.startedMs).toLocaleString('en-GB') : undefined
}
