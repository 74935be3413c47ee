import { useState, type ReactNode } from 'react'
import type { Run } from '../../../contract/run.ts'
import type { Scene } from '../../live/scene.ts'
import { FUNCTION_ENTRY } from '../../function/page-state.ts'
import type { ShownRun } from '../../state/runs.ts'
import { Banners } from '../banners.tsx'
import { PanelBoundary } from '../boundaries.tsx'
import { Cores } from '../cores.tsx'
import { PicturePanel } from '../figures.tsx'
import { DiagnosisPanel } from '../program/diagnosis.tsx'
import { Tasks } from '../tasks.tsx'
import { TimelinePanel } from '../timeline.tsx'
import { AdvicePanel } from './advice.tsx'
import { AgreementPanel } from './agreement.tsx'
import { ControlsPanel } from './controls.tsx'
import { FunctionHead } from './function-head.tsx'
import { FunctionResults } from './function-results.tsx'
import { FunctionStart } from './function-start.tsx'
import screen from '../screen.module.css'
import styles from './function-page.module.css'

interface Props {
  readonly scene: () => Scene
  readonly shown: readonly ShownRun[]
}

/** A function of the user's: the form that runs it, and its run in every model with findings and advice. */
export function FunctionPage({ scene, shown }: Props) {
  const [run] = shown
  return run === undefined ? (
    <FunctionStart />
  ) : (
    <FunctionRunView key={run.runId} scene={scene} shown={shown} run={run} />
  )
}

function FunctionRunView({ scene, shown, run }: Props & { readonly run: ShownRun }) {
  const [large, setLarge] = useState(false)
  const { record } = run
  const panel = (name: string, children: ReactNode) => (
    <PanelBoundary name={name} resetKeys={[run]}>
      {children}
    </PanelBoundary>
  )
  return (
    <main className={`${screen.main} ${styles.run}`} data-shape="function" data-enlarged={large}>
      <div className={screen.top}>
        <Banners />
        <FunctionHead run={run} />
      </div>
      <div className={styles.side}>
        {panel('controls', <ControlsPanel controls={record?.controls} isLive={record === undefined} />)}
        {panel('agreement', <AgreementPanel run={run} />)}
      </div>
      {panel(
        'diagnosis',
        <DiagnosisPanel diagnosis={record?.diagnosis} isLive={false} remarks={[]} emptyText={emptyText(record)} />,
      )}
      {panel('advice', <AdvicePanel record={record} />)}
      {panel('cores', <Cores scene={scene} />)}
      {panel('tasks', <Tasks scene={scene} shown={shown} />)}
      {panel('timeline', <TimelinePanel scene={scene} shown={shown} large={large} onEnlarge={setLarge} />)}
      {panel('results', <FunctionResults run={run} />)}
      {panel(
        'figures',
        <PicturePanel hasOwnLegends pictures={[{ experiment: FUNCTION_ENTRY, picture: run.picture }]} />,
      )}
    </main>
  )
}

function emptyText(record: Run | undefined): string {
  return record === undefined
    ? 'Findings are made from all trials, and follow at the end.'
    : 'The run ended before there were findings.'
}
