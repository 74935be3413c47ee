import type { LaneRow } from '../../program/lane-rows.ts'
import { Info, Whole } from '../../components/tip.tsx'
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
        <Info className={texts.ellipsis} text="Below: which thread held it. Above: how many threads waited for it.">
          {row.name}
        </Info>
      </div>
    )
  }
  if (row.kind === 'process') {
    return (
      <Whole text={`${row.name} · ${row.detail}`}>
        <button
          type="button"
          tabIndex={-1}
          className={`${styles.label} ${styles.process} ${row.isCollapsed ? styles.folded : ''}${marked}`}
          style={style}
          aria-expanded={!row.isCollapsed}
          onClick={() => onToggle(row.pid)}
        >
          <i className={styles.triangle} aria-hidden="true">
            {row.isCollapsed ? '▸' : '▾'}
          </i>
          <Words row={row} />
        </button>
      </Whole>
    )
  }
  return (
    <Whole text={`${row.name} · ${row.detail}`}>
      <button
        type="button"
        tabIndex={-1}
        className={`${styles.label} ${row.isAlone ? styles.alone : ''}${marked}`}
        style={style}
        aria-pressed={isSelected}
        onClick={onSelect}
      >
        {row.number !== undefined && <i className={badgeClass(row.number)}>{row.number + 1}</i>}
        <Words row={row} />
      </button>
    </Whole>
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
