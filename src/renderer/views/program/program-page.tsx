import { useMemo, useState } from 'react'
import type { ProgramRecord } from '../../../contract/program.ts'
import type { Scene } from '../../live/scene.ts'
import { busiestThread } from '../../program/busiest.ts'
import { recordView, sessionView, type ProgramView } from '../../program/view.ts'
import { useAppState } from '../../state/app.ts'
import { openedProgram } from '../../state/store.ts'
import { Banners } from '../banners.tsx'
import { PanelBoundary } from '../boundaries.tsx'
import { Cores } from '../cores.tsx'
import { Tasks } from '../tasks.tsx'
import { DiagnosisPanel } from './diagnosis.tsx'
import { FunctionsPanel } from './functions.tsx'
import { OutputPanel } from './output.tsx'
import { ProgramHead } from './program-head.tsx'
import { ProgramStart } from './program-start.tsx'
import { ThreadsPanel } from './threads-panel.tsx'
import screen from '../screen.module.css'
import styles from './program-page.module.css'

interface Props {
  readonly scene: () => Scene
}

/** A program of the user's: the form that starts it, what it does while it runs, and what was seen of it. */
export function ProgramPage({ scene }: Props) {
  const record = useAppState(openedProgram)
  const session = useAppState((state) => state.program)
  const recorded = useMemo(() => record && recordView(record), [record])
  const live = useMemo(() => session && sessionView(session), [session])
  const view = recorded ?? live
  if (view === undefined) return <ProgramStart />
  return <Watched key={record?.id ?? 'live'} view={view} record={record} scene={scene} />
}

interface WatchedProps extends Props {
  readonly view: ProgramView
  readonly record: ProgramRecord | undefined
}

function Watched({ view, record, scene }: WatchedProps) {
  const [chosen, setChosen] = useState<number>()
  const { program } = view
  const thread = chosen ?? busiestThread(view)
  return (
    <main className={`${screen.main} ${styles.program}`}>
      <div className={screen.top}>
        <Banners />
        <ProgramHead view={view} record={record} />
      </div>
      <PanelBoundary name="diagnosis" className={styles.diagnosis} resetKeys={[view.diagnosis]}>
        <DiagnosisPanel diagnosis={view.diagnosis} isLive={view.isLive} remarks={view.remarks} />
      </PanelBoundary>
      <PanelBoundary name="cores" resetKeys={[record]}>
        <Cores scene={scene} />
      </PanelBoundary>
      <PanelBoundary name="tasks" resetKeys={[record]}>
        <Tasks scene={scene} shown={[]} program={program && { pid: program.pid, startNs: view.log.startNs }} />
      </PanelBoundary>
      <PanelBoundary name="threads" className={styles.threads} resetKeys={[view]}>
        <ThreadsPanel view={view} scene={scene} chosen={thread} onChoose={setChosen} />
      </PanelBoundary>
      <div className={styles.side}>
        <FunctionsPanel view={view} thread={thread} isChosen={chosen !== undefined} />
        <OutputPanel view={view} />
      </div>
    </main>
  )
}
