import { startRun, stopRun } from '../state/actions.ts'
import { useApp, useAppState } from '../state/app.ts'
import type { ShownRun } from '../state/runs.ts'
import { isPlace } from '../state/places.ts'
import { activeRun, variantLabel } from '../state/store.ts'
import { ExportMenu } from './export-menu.tsx'
import { Mark } from './mark.tsx'
import { RuntimeMenu } from './runtime-menu.tsx'
import { Sizes } from './sizes.tsx'
import buttons from '../components/button.module.css'
import text from '../components/text.module.css'
import styles from './header.module.css'

export function Header({ shown }: { readonly shown: readonly ShownRun[] }) {
  const app = useApp()
  const run = useAppState(activeRun)
  const busy = useAppState((state) => state.runs.busy)
  const suite = useAppState(({ catalog }) => catalog?.suites[0])
  const isExperiment = useAppState(({ page }) => !isPlace(page))
  const pending = useAppState((state) => state.pending)
  const online = useAppState(({ link }) => link.status === 'open')
  return (
    <header className={styles.header}>
      <div className={styles.brand}>
        <Mark />
        Coreglow
      </div>
      {isExperiment && <RuntimeMenu />}
      {isExperiment && <Sizes />}
      <div className={styles.space} />
      <Progress run={run} />
      {busy ? (
        <button
          type="button"
          data-command="stop"
          className={buttons.button}
          disabled={pending === 'stop' || !online}
          onClick={() => void stopRun(app)}
        >
          Stop
        </button>
      ) : undefined}
      {suite !== undefined && isExperiment && (
        <button
          type="button"
          data-command="run-suite"
          className={buttons.go}
          disabled={busy || pending !== undefined || !online}
          onClick={() => void startRun(app, suite.id)}
        >
          {suite.id === 'six' ? 'Run all six' : `Run ${suite.name}`}
        </button>
      )}
      <ExportMenu shown={shown} />
    </header>
  )
}

function Progress({ run }: { readonly run: ShownRun | undefined }) {
  const secondsLeft = useAppState(({ runs }) => runs.secondsLeft)
  if (run === undefined) return undefined
  const { done, total } = run.progress
  const step = progressText(run)
  const left = run.progress.phase !== 'running' || secondsLeft === undefined ? '' : timeText(secondsLeft)
  return (
    <>
      <div className={`${text.ellipsis} ${styles.progress}`}>{step + left}</div>
      <output className={text.hidden}>{step}</output>
      <progress className={styles.bar} aria-label="Run progress" value={done} max={Math.max(total, 1)} />
    </>
  )
}

const PHASES = { preparing: 'starting', calibrating: 'calibrating', summarising: 'summarising' } as const

function progressText({ progress, plan }: ShownRun): string {
  const { phase, variant, repeat = 1 } = progress
  if (phase !== 'running') return PHASES[phase]
  return `${variant === undefined ? 'running' : variantLabel(variant, { plan })} ${repeat}/${plan.repeat}`
}

const timeText = (seconds: number): string => ` · ${Math.max(1, Math.round(seconds))} s left`
