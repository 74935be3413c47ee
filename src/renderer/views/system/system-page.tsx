import { useState } from 'react'
import { formatCount } from '../../../contract/text.ts'
import type { Scene } from '../../live/scene.ts'
import type { ListOptions } from '../../system/process-rows.ts'
import { useProcesses } from '../../system/use-processes.ts'
import { Banners } from '../banners.tsx'
import { PanelBoundary } from '../boundaries.tsx'
import { Cores } from '../cores.tsx'
import { MemoryPanel } from './memory.tsx'
import { ProcessDialog, type ProcessRequest } from './process-dialogs.tsx'
import { ProcessesPanel } from './processes.tsx'
import page from '../page.module.css'
import screen from '../screen.module.css'
import styles from './system-page.module.css'

const START: ListOptions = {
  text: '',
  sort: { column: 'cpuShare', descending: true },
  isTree: true,
  toggled: new Set(),
}

/** The task manager: cores, memory, and all processes of the machine. */
export function SystemPage({ scene }: { readonly scene: () => Scene }) {
  const [request, setRequest] = useState<ProcessRequest>()
  const processes = useProcesses(START)
  const { list } = processes
  const threads = list?.processes.reduce((sum, process) => sum + (process.threads ?? NaN), 0)
  return (
    <main className={`${screen.main} ${styles.system}`} aria-labelledby="system">
      <div className={screen.top}>
        <Banners />
        <div className={page.head}>
          <h1 id="system">System</h1>
          <p>{list === undefined ? 'Reading the list of processes …' : countText(list.processes.length, threads)}</p>
        </div>
      </div>
      <PanelBoundary name="cores" resetKeys={[]}>
        <Cores scene={scene} />
      </PanelBoundary>
      <MemoryPanel memory={list?.memory} processes={list?.processes ?? []} />
      <PanelBoundary name="processes" className={styles.processes} resetKeys={[list]}>
        <ProcessesPanel processes={processes} onRequest={setRequest} />
      </PanelBoundary>
      <ProcessDialog request={request} list={list} onClose={() => setRequest(undefined)} />
    </main>
  )
}

function countText(processes: number, threads: number | undefined): string {
  const counted = `${formatCount(processes)} processes`
  return threads === undefined || Number.isNaN(threads) ? counted : `${counted}, ${formatCount(threads)} threads`
}
