import type { LegendEntry } from '../../figures/legend.ts'
import { Tip } from '../components/tip.tsx'
import text from '../components/text.module.css'
import styles from './legend.module.css'

interface Props {
  /** Class that places it. */
  readonly className: string
  readonly entries: readonly LegendEntry[]
  readonly hidden: readonly string[]
  readonly onToggle: (key: string) => void
}

/** Legend entries with colour, dash and symbol; pressing one toggles it. */
export function Legend({ className, entries, hidden, onToggle }: Props) {
  if (entries.length === 0) return undefined
  return (
    <span className={`${styles.legend} ${className}`}>
      {entries.map(({ key, label, title, ...entry }) => (
        <Tip key={key} text={title === undefined ? label : `${label}: ${title}`}>
          <button type="button" aria-pressed={!hidden.includes(key)} onClick={() => onToggle(key)}>
            <Swatch entry={entry} />
            <span className={text.ellipsis}>{label}</span>
          </button>
        </Tip>
      ))}
    </span>
  )
}

const SYMBOLS = {
  circle: 'M6 5a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z',
  rect: 'M6 2h6v6h-6z',
  triangle: 'M9 1.5l3.5 6h-7z',
  diamond: 'M9 1l4 4l-4 4l-4 -4z',
} as const

function Swatch({
  entry: { mark, color, dash, symbol, hollow },
}: {
  readonly entry: Omit<LegendEntry, 'key' | 'label' | 'title'>
}) {
  const dashes = dash.length === 0 ? undefined : dash.join(' ')
  return (
    <svg width="18" height="10" viewBox="0 0 18 10" aria-hidden="true">
      {mark === 'line' && <path d="M0 5h18" stroke={color} strokeWidth="2" strokeDasharray={dashes} />}
      {mark === 'bar' && (
        <rect x="1" y="1" width="16" height="8" fill={color} fillOpacity={hollow ? 0.35 : 1} stroke={color} />
      )}
      {mark === 'outline' && (
        <rect x="1" y="1" width="16" height="8" fill="none" stroke={color} strokeDasharray={dashes} />
      )}
      {symbol !== undefined && (
        <path d={SYMBOLS[symbol]} fill={hollow ? 'var(--panel)' : color} stroke={color} strokeWidth="1.5" />
      )}
    </svg>
  )
}
