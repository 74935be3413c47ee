import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { rowsThatFit } from '../charts/lanes-layout.ts'
import { useAppState } from '../state/app.ts'
import { laneFacts } from '../timeline/lane-facts.ts'
import type { ShownRun } from '../state/runs.ts'
import type { Scene } from '../live/scene.ts'
import { timelineRun, variantLabel } from '../state/store.ts'
import type { Timeline } from '../timeline/rows.ts'
import { waitGroupsOf } from '../timeline/read-activity.ts'
import { MAX_VARIANTS, type TimelineMode } from '../timeline/trials.ts'
import { timelineOf } from '../timeline/timeline.ts'
import { Lanes } from './lanes.tsx'
import { Minimap } from './minimap.tsx'
import { TimelineTable } from './timeline-table.tsx'
import { EnlargeButton, ModeSwitch, TimelineKey, Toggle, VariantChoice, ZoomButtons } from './timeline-tools.tsx'
import { useTimelineView } from './timeline-view.ts'
import panel from '../components/panel.module.css'
import styles from './timeline.module.css'

interface Props {
  readonly scene: () => Scene
  readonly shown: readonly ShownRun[]
  /** It has the place of all panels. */
  readonly large: boolean
  readonly onEnlarge: (large: boolean) => void
}

const NOTHING: Timeline = { rows: [], marks: [], seconds: 1 }

export function TimelinePanel({ scene, shown, large, onEnlarge }: Props) {
  const active = useAppState((state) => state.runs.active)
  const [mode, setMode] = useState<TimelineMode>('trial')
  const [chosen, setChosen] = useState<string>()
  const [strip, setStrip] = useState<boolean>()
  const [table, setTable] = useState(false)
  const drawn = useRef<Timeline>(NOTHING)
  const watched = useAppState(({ opened }) => opened?.id)
  const run = timelineRun(shown, active)
  const isEmpty = run === undefined && watched === undefined
  const variant = run?.plan.variants.some(({ id }) => id === chosen) === true ? chosen : undefined
  const shape = `${run?.runId ?? watched} ${mode} ${variant}`
  const view = useTimelineView(shape, () => drawn.current.seconds)
  useEscape(large, () => onEnlarge(false))

  const timelineIn = (height: number) => {
    const { lanes, nowNs } = scene()
    return timelineOf(run, lanes, nowNs, { mode, variant, room: rowsThatFit(height) })
  }
  const refresh = (height: number) => (drawn.current = timelineIn(height))
  const hasChoice = run !== undefined && run.plan.variants.length > MAX_VARIANTS
  const hasStrip = strip ?? large
  const activity = run?.record?.activity
  const groups = activity?.windows.length ? waitGroupsOf(activity) : undefined
  const labelOf = (group: string) =>
    run === undefined
      ? (drawn.current.rows.find((row) => row.group === group)?.heading ?? '')
      : variantLabel(group, run)
  return (
    <section
      className={`${panel.panel} ${styles.timeline}`}
      data-panel="timeline"
      data-large={large}
      aria-labelledby="timeline-title"
    >
      <h2 id="timeline-title">
        Timeline
        <TimelineKey groups={groups} />
        <span className={`${panel.tools} ${styles.tools}`} data-crowded={hasChoice}>
          {!isEmpty && <ZoomButtons view={view} />}
          {hasChoice && <VariantChoice variants={run.plan.variants} chosen={variant} onChange={setChosen} />}
          <Toggle name="Cores" title="What each core did, on the same axis" on={hasStrip} onChange={setStrip} />
          <Toggle name="Table" title="The lanes as numbers" on={table} onChange={setTable} />
          {(run !== undefined || isEmpty) && <ModeSwitch mode={mode} onChange={setMode} />}
          <EnlargeButton large={large} onChange={onEnlarge} />
        </span>
      </h2>
      {table ? (
        <TimelineTable
          isRun={run !== undefined}
          lines={laneFacts(timelineIn(Infinity), scene().nowNs)}
          labelOf={labelOf}
        />
      ) : (
        <>
          <Lanes
            refresh={refresh}
            drawn={drawn}
            scene={scene}
            view={view}
            shape={shape}
            strip={hasStrip ? mode : undefined}
            labelOf={labelOf}
            emptyText={
              isEmpty ? 'Press Run: each worker gets a lane here as soon as it starts.' : 'No task was sampled.'
            }
          />
          {!isEmpty && (large || view.view !== undefined) && (
            <Minimap shape={shape} timeline={() => drawn.current} nowNs={() => scene().nowNs} view={view} />
          )}
        </>
      )}
    </section>
  )
}

function useEscape(on: boolean, act: () => void): void {
  const onEscape = useEffectEvent(act)
  useEffect(() => {
    if (!on) return undefined
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) onEscape()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [on])
}
