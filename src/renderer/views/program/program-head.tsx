import { useRef } from 'react'
import type { Program, ProgramRecord } from '../../../contract/program.ts'
import { formatCores, formatSeconds } from '../../../contract/text.ts'
import { Tip } from '../../components/tip.tsx'
import { setText } from '../../charts/set-text.ts'
import { runAgain, showForm, stopProgram } from '../../program/actions.ts'
import { quoteCommand } from '../../program/command-line.ts'
import { formOf } from '../../program/form.ts'
import { isOn } from '../../program/session.ts'
import type { ProgramView } from '../../program/view.ts'
import { useApp, useAppState } from '../../state/app.ts'
import { CoreUse } from '../core-use.tsx'
import { usePainter } from '../live-canvas.tsx'
import buttons from '../../components/button.module.css'
import { Info, Whole } from '../../components/tip.tsx'
import texts from '../../components/text.module.css'
import page from '../page.module.css'
import styles from './program-head.module.css'

const TEXT_MS = 300

interface Props {
  readonly view: ProgramView
  /** Of a saved observation. */
  readonly record: ProgramRecord | undefined
}

/** The command, how it goes or ended, and what can be done with it. */
export function ProgramHead({ view, record }: Props) {
  const { program } = view
  const command = commandText(program)
  // A title that was given stands before the command; the default one says the same.
  const title = record?.title ?? command
  const hasTitle = program !== undefined && title !== command && title !== program.command.join(' ')
  return (
    <div className={`${page.head} ${styles.head}`}>
      <Whole text={program?.folder === undefined ? command : `${command}, in ${program.folder}`}>
        <h1 className={texts.ellipsis}>{hasTitle ? title : command}</h1>
      </Whole>
      {hasTitle && <p className={`${texts.ellipsis} ${styles.command}`}>{command}</p>}
      <State view={view} />
      {record !== undefined && <CoreUse load={record.environments[0].load} />}
      <div className={styles.actions}>
        {view.isLive ? <Stops program={program} /> : <Afterwards program={program} />}
      </div>
    </div>
  )
}

function commandText(program: Program | undefined): string {
  if (program === undefined) return 'Starting …'
  return program.command.length > 0 ? quoteCommand(program.command) : `${program.name} ${program.pid}`
}

/** PID, time, cores that it used, and how it ended. */
function State({ view }: Pick<Props, 'view'>) {
  const { isLive, program, log, wallSeconds, cpuSeconds } = view
  const { live } = useApp()
  const elapsed = useRef<HTMLElement>(null)
  const liveText = () => {
    // Windows of activity are late, or not there at all; the frames of the cores have the same clock.
    const nowNs = Math.max(log.nowNs, live.frame?.tNs ?? 0)
    return `${((nowNs - log.startNs) / 1e9).toFixed(1)} s`
  }
  const textNow = () => (isLive ? liveText() : formatSeconds(wallSeconds))
  usePainter(TEXT_MS, () => setText(elapsed.current, textNow()), {
    content: () => [elapsed.current, textNow()],
  })
  if (program === undefined) return undefined
  const parallelism = wallSeconds === undefined || wallSeconds === 0 ? undefined : (cpuSeconds ?? NaN) / wallSeconds
  return (
    <p className={styles.state}>
      <span>PID {program.pid}</span>
      <span className={isLive ? styles.on : undefined}>
        {endText(program, isLive)} <b ref={elapsed} className={isLive ? styles.elapsed : undefined} />
      </span>
      {parallelism !== undefined && !Number.isNaN(parallelism) && (
        <span>
          <Info text="CPU time of the program and its children, divided by its duration">used</Info>{' '}
          <b>{formatCores(parallelism)}</b>
        </span>
      )}
    </p>
  )
}

function endText({ exitCode, signal, attached }: Program, isLive: boolean): string {
  if (signal !== null) return `ended by ${signal} after`
  if (exitCode !== null) return exitCode === 0 ? 'finished after' : `failed with exit code ${exitCode} after`
  if (!isLive) return 'watched for'
  return attached ? 'attached,' : 'running,'
}

function Stops({ program }: { readonly program: Program | undefined }) {
  const app = useApp()
  const hasEnded = useAppState((state) => state.program?.phase === 'ended')
  const off = program === undefined || hasEnded
  return (
    <>
      <Tip
        text={
          program?.attached === false
            ? 'Save what was seen; the program ends too'
            : 'Save what was seen; the program goes on'
        }
      >
        <button
          type="button"
          data-command="stop"
          className={buttons.small}
          disabled={off}
          onClick={() => void stopProgram(app, 'watching')}
        >
          Stop watching
        </button>
      </Tip>
      {program?.attached === false && (
        <button type="button" className={buttons.small} disabled={off} onClick={() => void stopProgram(app, 'program')}>
          End program
        </button>
      )}
    </>
  )
}

function Afterwards({ program }: { readonly program: Program | undefined }) {
  const app = useApp()
  const isBusy = useAppState(({ program: session }) => session !== undefined && isOn(session))
  const canRun = program !== undefined && !program.attached && program.command.length > 0
  return (
    <>
      {canRun && (
        <button type="button" className={buttons.small} disabled={isBusy} onClick={() => runAgain(app, { program })}>
          Run again
        </button>
      )}
      <button type="button" className={buttons.small} onClick={() => showForm(app, canRun ? formOf({ program }) : {})}>
        {canRun ? 'Change and run' : 'Another program'}
      </button>
    </>
  )
}
