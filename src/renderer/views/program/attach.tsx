import { formatBytes, formatCount, formatShare } from '../../../contract/text.ts'
import { attachTo } from '../../program/actions.ts'
import { attachChoice, type AttachChoice } from '../../program/attach-choices.ts'
import { useApp, useAppState } from '../../state/app.ts'
import type { ListOptions } from '../../system/process-rows.ts'
import { useProcesses } from '../../system/use-processes.ts'
import { useVirtualRows } from '../../components/virtual-rows.tsx'
import buttons from '../../components/button.module.css'
import { Whole } from '../../components/tip.tsx'
import texts from '../../components/text.module.css'
import panels from '../../components/panel.module.css'
import page from './program-page.module.css'
import styles from './attach.module.css'

const BUSIEST_FIRST: ListOptions = {
  text: '',
  sort: { column: 'cpuShare', descending: true },
  isTree: false,
  toggled: new Set(),
}

/** As in attach.module.css. */
const ROW_HEIGHT = 40
const SPARE_ROWS = 6

/** The machine's processes with search: one of them can be watched as it runs. Those that cannot be read say why. */
export function AttachPanel() {
  const app = useApp()
  const { list, rows, options, problem: gap, arrange, hold } = useProcesses(BUSIEST_FIRST)
  const { text } = options
  const wrong = useAppState(({ programProblem }) =>
    programProblem?.field === 'pid' ? programProblem.message : undefined,
  )
  const problem = wrong ?? gap
  // Threads of the kernel have no command line, and are no programs.
  const found = rows.filter(({ process, isEnded }) => process.command !== '' && !isEnded).map(attachChoice)
  const pid = /^\s*\d+\s*$/u.test(text) ? Number(text) : undefined
  const isListed = found.some((process) => process.pid === pid)
  return (
    <section
      className={`${panels.panel} ${page.attach} ${styles.attach}`}
      data-panel="attach"
      aria-labelledby="attach-title"
      onPointerEnter={() => hold(true)}
      onPointerLeave={() => hold(false)}
    >
      <h2 id="attach-title">
        Attach to a process <b>{list === undefined ? '' : formatCount(found.length)}</b>
        <span className={`${panels.tools} ${styles.tools}`}>
          <input
            type="search"
            aria-label="Search processes"
            placeholder="name or PID"
            value={text}
            onChange={({ target }) => arrange({ text: target.value })}
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
          {list === undefined ? 'Reading the list of processes …' : 'No matching process.'}
        </p>
      )}
      <p className={`${texts.faint} ${styles.note}`}>
        The program goes on unchanged. Nothing is put into it, and nothing is paused.
      </p>
    </section>
  )
}

function Rows({ processes }: { readonly processes: readonly AttachChoice[] }) {
  const { rows, scroller } = useVirtualRows({ count: processes.length, rowHeight: ROW_HEIGHT, spareRows: SPARE_ROWS })
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
  const detail = unreadable ?? command
  return (
    <>
      <span className={styles.name}>
        <Whole text={`${name}, PID ${pid}`}>
          <span className={texts.ellipsis}>
            {name} <small>{pid}</small>
            {runtime !== undefined && <em className={texts.framed}>{runtime}</em>}
          </span>
        </Whole>
        <Whole text={detail}>
          <small className={`${texts.ellipsis} ${unreadable === undefined ? '' : texts.dim}`}>{detail}</small>
        </Whole>
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
