import { lazy, Suspense, useMemo, useState, type ReactNode } from 'react'
import { useShallow } from 'zustand/shallow'
import { isRun, type SavedRecord } from '../../contract/saved-record.ts'
import { isPlace, type Place } from '../state/places.ts'
import { needsRoom } from '../state/pictures.ts'
import { recordedScene } from '../live/recording.ts'
import { shownFromRecord } from '../state/runs.ts'
import { latestRuns, selectedSuite } from '../state/store.ts'
import { useApp, useAppState } from '../state/app.ts'
import { AllRuns } from './all-runs.tsx'
import { Banners } from './banners.tsx'
import { PanelBoundary } from './boundaries.tsx'
import { Compare } from './compare.tsx'
import { Cores } from './cores.tsx'
import { ConnectionScreen } from './connection-screen.tsx'
import { DropZone } from './drop-zone.tsx'
import { Figures, usePictures } from './figures.tsx'
import { Header } from './header.tsx'
import { Nav } from './nav.tsx'
import { Question } from './question.tsx'
import { Results } from './results.tsx'
import { Tasks } from './tasks.tsx'
import { TimelinePanel } from './timeline.tsx'
import { Verdicts } from './verdict.tsx'
import styles from './screen.module.css'
import { ProgramPage } from './program/program-page.tsx'

/** What the panels show: the machine as it is now, a saved run, or a program that was watched. */
function useShown() {
  const { live } = useApp()
  const opened = useAppState((state) => state.opened)
  const replayed = useAppState((state) => (state.opened === undefined ? undefined : state.replay))
  const saved = useMemo(() => opened && savedView(opened), [opened])
  const latest = useAppState(useShallow(latestRuns))
  const run = replayed === undefined ? saved?.run : replayed.shown
  const openedRuns = useMemo(() => (run === undefined ? [] : [run]), [run])
  return {
    shown: opened === undefined ? latest : openedRuns,
    scene: () => replayed?.replay.scene ?? saved?.scene ?? live.scene,
  }
}

function savedView(opened: SavedRecord) {
  const run = isRun(opened) ? shownFromRecord(opened) : undefined
  return { run, scene: recordedScene(opened.recording, run?.workers) }
}

export function Screen() {
  const { shown, scene } = useShown()
  const page = useAppState((state) => state.page)
  const status = useAppState(({ link }) => link.status)
  const hasCatalog = useAppState(({ catalog }) => catalog !== undefined)
  if (!hasCatalog || status === 'refused') return <ConnectionScreen />
  return (
    <div className={styles.app} data-link={status}>
      <Header shown={page === 'run' || page === 'function' ? shown : []} />
      <Nav />
      {page === 'run' && <RunPage scene={scene} shown={shown} />}
      {page === 'history' && <AllRuns />}
      {page === 'compare' && <Compare />}
      {isPlace(page) && (
        <Suspense>
          <PlacePage place={page} scene={scene} shown={shown} />
        </Suspense>
      )}
      <DropZone />
    </div>
  )
}

function RunPage({ scene, shown }: ReturnType<typeof useShown>) {
  const isSuite = useAppState((state) => selectedSuite(state) !== undefined)
  const isRoomy = needsRoom(usePictures(shown)) && !isSuite
  const shape = isSuite ? 'suite' : isRoomy ? 'pictured' : 'single'
  const selected = useAppState((state) => state.selected)
  const [large, setLarge] = useState(false)
  const panel = (name: string, children: ReactNode) => (
    <PanelBoundary name={name} resetKeys={[selected, shown]}>
      {children}
    </PanelBoundary>
  )
  return (
    <main className={shapeClass(shape)} data-shape={shape} data-enlarged={large}>
      <div className={styles.top}>
        <Banners />
        <Question shown={shown} />
      </div>
      {panel('cores', <Cores scene={scene} />)}
      {panel('tasks', <Tasks scene={scene} shown={shown} />)}
      {panel('timeline', <TimelinePanel scene={scene} shown={shown} large={large} onEnlarge={setLarge} />)}
      {panel('results', <Results shown={shown} />)}
      {panel('figures', <Figures key={selected} shown={shown} />)}
      {panel('verdict', <Verdicts shown={shown} />)}
    </main>
  )
}

function shapeClass(shape: 'suite' | 'pictured' | 'single'): string {
  return shape === 'suite' ? styles.main! : `${styles.main} ${styles[shape]}`
}

interface PlaceProps extends ReturnType<typeof useShown> {
  readonly place: Place
}

// Loaded when they are opened first: the page begins without them.
const SystemPage = lazy(async () => ({ default: (await import('./system/system-page.tsx')).SystemPage }))
const FunctionPage = lazy(async () => ({ default: (await import('./function/function-page.tsx')).FunctionPage }))

/** A place that is not an experiment has a view of its own. */
function PlacePage({ place, scene, shown }: PlaceProps) {
  switch (place) {
    case 'program':
      return <ProgramPage scene={scene} />
    case 'function':
      return <FunctionPage scene={scene} shown={shown} />
    case 'system':
      return <SystemPage scene={scene} />
  }
  return place satisfies never
}
