import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef, useState } from 'react'
import { formatBytes, formatShare } from '../../../contract/text.ts'
import { attachTo } from '../../program/actions.ts'
import { matchingProcesses, topAsProcesses, type AttachChoice } from '../../program/attach-choices.ts'
import { useApp, useAppState } from '../../state/app.ts'
import { usePainter } from '../live-canvas.tsx'
import buttons from '../../components/button.module.css'
import texts from '../../components/text.module.css'
import panels from '../../components/panel.module.css'
import page from './program-page.module.css'
import styles from './attach.module.css'

const LIST_MS = 1000

/** The machine's processes: one of them can be watched as it runs. */
export function AttachPanel() {
  const { live } = useApp()
  const [processes, setProcesses] = useState(() => topAsProcesses(live.top))
  const top = useRef(live.top)
  usePainter(LIST_MS, () => {
    if (top.current === live.top) return
    top.current = live.top
    setProcesses(topAsProcesses(live.top))
  })
  return <AttachList processes={processes} />
}

/** As in attach.module.css. */
const ROW_HEIGHT = 40
const SPARE_ROWS = 6

/** Processes with search; those that cannot be read say why. */
export function AttachList({ processes }: { readonly processes: readonly AttachChoice[] }) {
  const app = useApp()
  const [text, setText] = useState('')
  const problem = useAppState(({ programProblem }) =>
    programProblem?.field === 'pid' ? programProblem.message : undefined,
  )
  const found = matchingProcesses(processes, text)
  const pid = /^\s*\d+\s*$/u.test(text) ? Number(text) : undefined
  const isListed = found.some((process) => process.pid === pid)
  return (
    <section
      className={`${panels.panel} ${page.attach} ${styles.attach}`}
      data-panel="attach"
      aria-labelledby="attach-title"
    >
      <h2 id="attach-title">
        Attach to a process <b>{processes.length === 0 ? '' : `${found.length} of the busiest`}</b>
        <span className={`${panels.tools} ${styles.tools}`}>
          <input
            type="search"
            aria-label="Search processes"
            placeholder="name or PID"
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        </span>
      </h2>
      {problem !== undefined && (
        <p className={`${texts.danger} ${styles.problem}`} role="alert">
          {problem}
        </p>
      )}
      {pid !== undefined && pid > 0 && !isListed && (
        <p className={styles.problem}>
          <button type="button" className={buttons.small} onClick={() => attachTo(app, pid)}>
            Attach to PID {pid}
          </button>
        </p>
      )}
      {found.length > 0 && <Rows processes={found} />}
      {found.length === 0 && pid === undefined && (
        <p className={`${texts.dim} ${styles.empty}`}>
          {processes.length === 0 ? 'Reading the list of processes …' : 'No matching process.'}
        </p>
      )}
      <p className={`${texts.faint} ${styles.note}`}>
        The program goes on unchanged. Nothing is put into it, and nothing is paused.
      </p>
    </section>
  )
}

function Rows({ processes }: { readonly processes: readonly AttachChoice[] }) {
  const scroller = useRef<HTMLElement>(null)
  // eslint-disable-next-line react/incompatible-library -- the React Compiler is not used
  const rows = useVirtualizer({
    count: processes.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: SPARE_ROWS,
    initialRect: { width: 0, height: 600 },
  })
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <section className={`${panels.scroll} ${styles.rows}`} ref={scroller} tabIndex={0} aria-label="Processes">
      <ul style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const process = processes[index]
          return process === undefined ? undefined : (
            <li key={process.pid} style={{ transform: `translateY(${start}px)` }}>
              <Row process={process} />
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function Row({ process }: { readonly process: AttachChoice }) {
  const app = useApp()
  const isBusy = useAppState(({ runs, program }) => runs.busy || program !== undefined)
  const { pid, name, command, runtime, cpuShare, rssBytes, unreadable } = process
  const detail = unreadable ?? command ?? runtime ?? ''
  return (
    <>
      <span className={styles.name}>
        <span className={texts.ellipsis} title={command ?? name}>
          {name} <small>{pid}</small>
          {runtime !== undefined && <em className={texts.framed}>{runtime}</em>}
        </span>
        {detail !== '' && (
          <small className={`${texts.ellipsis} ${unreadable === undefined ? '' : texts.dim}`} title={detail}>
            {detail}
          </small>
        )}
      </span>
      <span className={styles.number}>{formatShare(cpuShare)}</span>
      <span className={styles.number}>{formatBytes(rssBytes)}</span>
      <button
        type="button"
        className={buttons.small}
        aria-label={`Attach to ${name}, PID ${pid}`}
        disabled={isBusy}
        onClick={() => attachTo(app, pid)}
      >
        Attach
      </button>
    </>
  )
}
