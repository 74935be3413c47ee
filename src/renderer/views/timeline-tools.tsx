import {
  ACTIVITY_GROUP_LABELS,
  activityGroupColor,
  activityGroupPattern,
  type ActivityGroup,
} from '../../contract/activity-palette.ts'
import type { Variant } from '../../contract/run.ts'
import { Segments } from '../components/segments.tsx'
import { Info, Tip } from '../components/tip.tsx'
import { useAppState } from '../state/app.ts'
import type { TimelineMode } from '../timeline/trials.ts'
import { ZOOM, type TimelineView } from './timeline-view.ts'
import legend from './legend.module.css'
import styles from './timeline.module.css'

const MODES = [
  { value: 'trial', label: 'side by side', tip: 'The latest repeat of each variant, all starting at zero' },
  { value: 'run', label: 'as it ran', tip: 'All repeats, in the order they ran' },
] as const satisfies readonly { readonly value: TimelineMode; readonly label: string; readonly tip: string }[]

interface KeyProps {
  /** Groups that workers waited in, where that was read from outside. */
  readonly groups: readonly ActivityGroup[] | undefined
}

export function TimelineKey({ groups }: KeyProps) {
  const theme = useAppState((state) => state.theme)
  if (groups !== undefined) {
    return (
      <span className={`${legend.legend} ${styles.key}`}>
        <Running />
        {groups.map((group) => (
          <Info key={group} text="Why a worker did not run: as sampled from outside">
            <i
              className={styles.read}
              data-pattern={activityGroupPattern(group)}
              style={{ color: activityGroupColor(group, theme) }}
            />{' '}
            <GroupLabel group={group} />
          </Info>
        ))}
      </span>
    )
  }
  return (
    <span className={`${legend.legend} ${styles.key}`}>
      <Running />
      <Info text="Ready to run, but every core it may use is taken">
        <i className={styles.upright} /> ready, no core free
      </Info>
      <span>
        <i className={styles.hatched} /> waiting for GIL
      </span>
      <span className={styles.long}>
        <i className={styles.lined} /> for a disk
      </span>
      <Info text="For a lock, a socket or a timer, or for an unknown reason">
        <i className={styles.dotted} /> waiting
      </Info>
      <span className={styles.tickNote}>
        <i className={styles.tick} /> end of earlier repeat
      </span>
    </span>
  )
}

/** Words for a narrow panel. */
const SHORT_LABELS: Readonly<Partial<Record<ActivityGroup, string>>> = { gil: 'GIL', ready: 'ready', lock: 'lock' }

function GroupLabel({ group }: { readonly group: ActivityGroup }) {
  const label = ACTIVITY_GROUP_LABELS[group]
  const short = SHORT_LABELS[group]
  if (short === undefined) return label
  return (
    <>
      <span className={styles.long}>{label}</span>
      <span className={styles.short}>{short}</span>
    </>
  )
}

function Running() {
  return (
    <Info text="Height: share of the time that the worker ran">
      <i className={styles.solid} /> running
    </Info>
  )
}

/** Zoom and pan for the keyboard; the wheel and dragging do the same. */
export function ZoomButtons({ view: { view, zoom, pan } }: { readonly view: TimelineView }) {
  const isWhole = view === undefined
  const buttons = [
    { label: 'Earlier', sign: '‹', act: () => pan(-0.5), off: isWhole },
    { label: 'Zoom out', sign: '−', act: () => zoom(1 / ZOOM), off: isWhole },
    { label: 'Zoom in', sign: '+', act: () => zoom(ZOOM), off: false },
    { label: 'Later', sign: '›', act: () => pan(0.5), off: isWhole },
  ]
  return (
    <span className={styles.zoom}>
      {buttons.map(({ label, sign, act, off }) => (
        <Tip key={label} text={label}>
          <button type="button" aria-label={label} aria-disabled={off} onClick={act}>
            {sign}
          </button>
        </Tip>
      ))}
    </span>
  )
}

interface ToggleProps {
  readonly name: string
  readonly title: string
  readonly on: boolean
  readonly onChange: (on: boolean) => void
}

export function Toggle({ name, title, on, onChange }: ToggleProps) {
  return (
    <Tip text={title}>
      <button type="button" className={styles.toggle} aria-pressed={on} onClick={() => onChange(!on)}>
        {name}
      </button>
    </Tip>
  )
}

interface EnlargeProps {
  readonly large: boolean
  readonly onChange: (large: boolean) => void
}

export function EnlargeButton({ large, onChange }: EnlargeProps) {
  const label = large ? 'Back to all panels' : 'Enlarge the timeline'
  return (
    <span className={styles.zoom}>
      <Tip text={large ? `${label} (Esc)` : label}>
        <button type="button" aria-label={label} aria-expanded={large} onClick={() => onChange(!large)}>
          {large ? '⤡' : '⤢'}
        </button>
      </Tip>
    </span>
  )
}

interface VariantProps {
  readonly variants: readonly Variant[]
  readonly chosen: string | undefined
  readonly onChange: (id: string | undefined) => void
}

export function VariantChoice({ variants, chosen, onChange }: VariantProps) {
  return (
    <select
      aria-label="Variant"
      value={chosen ?? ''}
      onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}
    >
      <option value="">latest</option>
      {variants.map(({ id, label }) => (
        <option key={id} value={id}>
          {label}
        </option>
      ))}
    </select>
  )
}

interface ModeProps {
  readonly mode: TimelineMode
  readonly onChange: (mode: TimelineMode) => void
}

export function ModeSwitch({ mode, onChange }: ModeProps) {
  return <Segments label="Timeline" value={mode} options={MODES} onChange={onChange} />
}
