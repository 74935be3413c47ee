import type { LaneRow } from '../../program/lane-rows.ts'
import texts from '../../components/text.module.css'
import { badgeClass } from '../../components/badge.ts'
import styles from './thread-lanes.module.css'

interface Props {
  readonly row: LaneRow
  readonly top: number
  readonly height: number
  readonly isSelected: boolean
  readonly onSelect: () => void
  readonly onToggle: (pid: number) => void
}

/** The name before a lane: a process folds, a thread is chosen. The arrow keys of the lanes do the same. */
export function LaneLabel({ row, top, height, isSelected, onSelect, onToggle }: Props) {
  const style = { top, height }
  const marked = isSelected ? ` ${styles.selected}` : ''
  if (row.kind === 'gil') {
    return (
      <div className={`${styles.label} ${styles.gil}`} style={style}>
        <span className={texts.ellipsis} title="Below: which thread held it. Above: how many threads waited for it.">
          {row.name}
        </span>
      </div>
    )
  }
  if (row.kind === 'process') {
    return (
      <button
        type="button"
        tabIndex={-1}
        className={`${styles.label} ${styles.process} ${row.isCollapsed ? styles.folded : ''}${marked}`}
        style={style}
        aria-expanded={!row.isCollapsed}
        title={`${row.name} · ${row.detail}`}
        onClick={() => onToggle(row.pid)}
      >
        <i className={styles.triangle} aria-hidden="true">
          {row.isCollapsed ? '▸' : '▾'}
        </i>
        <Words row={row} />
      </button>
    )
  }
  return (
    <button
      type="button"
      tabIndex={-1}
      className={`${styles.label} ${row.isAlone ? styles.alone : ''}${marked}`}
      style={style}
      aria-pressed={isSelected}
      title={`${row.name} · ${row.detail}`}
      onClick={onSelect}
    >
      {row.number !== undefined && (
        <i className={badgeClass(row.number)} title="Number and colour on the cores">
          {row.number + 1}
        </i>
      )}
      <Words row={row} />
    </button>
  )
}

/** The name, and what else there is room for: half of a number would say something else. */
function Words({ row: { name, detail } }: { readonly row: Exclude<LaneRow, { kind: 'gil' }> }) {
  return (
    <span className={styles.words}>
      <span className={texts.ellipsis}>{name}</span>
      <small>{detail}</small>
    </span>
  )
}
