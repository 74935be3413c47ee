import { useState, type FormEvent, type ReactNode } from 'react'
import { errorMessage } from '../../../contract/error-message.ts'
import type { ProcessList, SystemProcess } from '../../../contract/system.ts'
import { CloseButton, Dialog, DialogButtons } from '../../components/dialog.tsx'
import { NumberField } from '../../components/number-field.tsx'
import { useApp, useAppState } from '../../state/app.ts'
import { coresIn } from '../../system/core-list.ts'
import buttons from '../../components/button.module.css'
import { Whole } from '../../components/tip.tsx'
import texts from '../../components/text.module.css'
import styles from './process-dialogs.module.css'

/** An action on a process, to be confirmed before it is done. */
export interface ProcessRequest {
  readonly action: 'end' | 'kill' | 'priority' | 'affinity'
  readonly process: SystemProcess
}

interface Props {
  readonly request: ProcessRequest | undefined
  readonly list: ProcessList | undefined
  readonly onClose: () => void
}

const TITLES = { end: 'End', kill: 'Kill', priority: 'Priority of', affinity: 'Cores of' } as const

export function ProcessDialog({ request, list, onClose }: Props) {
  const mark = request?.action === 'end' || request?.action === 'kill' ? '?' : ''
  const title =
    request === undefined ? '' : `${TITLES[request.action]} ${request.process.name}, PID ${request.process.pid}${mark}`
  return (
    <Dialog title={title} isOpen={request !== undefined} onClose={onClose}>
      {request !== undefined && <Content request={request} list={list} onClose={onClose} />}
    </Dialog>
  )
}

interface ContentProps extends Props {
  readonly request: ProcessRequest
}

function Content({ request: { action, process }, list, onClose }: ContentProps) {
  switch (action) {
    case 'end':
    case 'kill':
      return <EndQuestion process={process} signal={action === 'end' ? 'term' : 'kill'} list={list} onClose={onClose} />
    case 'priority':
      return <PriorityForm process={process} onClose={onClose} />
    case 'affinity':
      return <AffinityForm process={process} onClose={onClose} />
  }
  return action satisfies never
}

interface FormProps {
  readonly process: SystemProcess
  readonly onClose: () => void
}

interface ShellProps {
  readonly label: string
  readonly isDanger?: boolean
  readonly disabled?: boolean
  readonly onSubmit: () => Promise<unknown>
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A dialog's form: it closes when the action has worked, and says why when it has not. */
function Shell({ label, isDanger = false, disabled = false, onSubmit, onClose, children }: ShellProps) {
  const [problem, setProblem] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  const submit = async () => {
    setBusy(true)
    try {
      await onSubmit()
      onClose()
    } catch (error) {
      setProblem(errorMessage(error))
      setBusy(false)
    }
  }
  return (
    <form
      className={styles.form}
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        void submit()
      }}
    >
      {children}
      {problem !== undefined && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      <DialogButtons>
        <CloseButton>Cancel</CloseButton>
        <button
          type="submit"
          className={`${isDanger ? buttons.button : buttons.go} ${isDanger ? styles.danger : ''}`}
          disabled={disabled || isBusy}
        >
          {label}
        </button>
      </DialogButtons>
    </form>
  )
}

const CONSEQUENCES = {
  term: 'It is asked to end (SIGTERM; on Windows it ends at once). What it has not saved may be lost.',
  kill: 'It ends at once (SIGKILL). It cannot save anything, and cannot tidy up.',
} as const

interface EndProps extends FormProps {
  readonly signal: 'term' | 'kill'
  readonly list: ProcessList | undefined
}

function EndQuestion({ process, signal, list, onClose }: EndProps) {
  const app = useApp()
  const { pid, startTime, name, command } = process
  const children = list?.processes.filter(({ parentPid }) => parentPid === pid).length ?? 0
  return (
    <Shell
      label={signal === 'term' ? 'End it' : 'Kill it'}
      isDanger
      onSubmit={() => app.client().call('endProcess', { pid, startTime, signal })}
      onClose={onClose}
    >
      <Whole text={command || name}>
        <p className={`${styles.command} ${texts.ellipsis}`}>{command || name}</p>
      </Whole>
      <p>{CONSEQUENCES[signal]}</p>
      {children > 0 && (
        <p>{children === 1 ? 'It has a child, which may go on.' : `It has ${children} children, which may go on.`}</p>
      )}
    </Shell>
  )
}

function PriorityForm({ process, onClose }: FormProps) {
  const app = useApp()
  const { pid, startTime } = process
  const [nice, setNice] = useState(process.nice ?? 0)
  return (
    <Shell
      label="Set"
      disabled={nice === process.nice}
      onSubmit={() => app.client().call('setPriority', { pid, startTime, nice })}
      onClose={onClose}
    >
      <div className={styles.field}>
        <span>Nice value</span>
        <NumberField label="Nice value" min={-20} max={19} value={nice} onChange={setNice} />
      </div>
      <p>
        From -20 (served first) to 19 (served last), for all of its threads. Without root, it can be made larger and not
        smaller again.
      </p>
    </Shell>
  )
}

function AffinityForm({ process, onClose }: FormProps) {
  const app = useApp()
  const cores = useAppState(({ machine }) => machine?.cores) ?? app.live.scene.cores
  const { pid, startTime } = process
  const [chosen, setChosen] = useState<readonly number[]>(() => coresIn(process.cores, cores))
  const all = Array.from({ length: cores }, (_, core) => core)
  const toggle = (core: number) =>
    setChosen(chosen.includes(core) ? chosen.filter((other) => other !== core) : [...chosen, core])
  return (
    <Shell
      label="Set"
      disabled={chosen.length === 0}
      onSubmit={() => app.client().call('setAffinity', { pid, startTime, cores: chosen.toSorted((a, b) => a - b) })}
      onClose={onClose}
    >
      <fieldset className={styles.cores}>
        <legend>Cores that its threads may use</legend>
        {all.map((core) => (
          <label key={core}>
            <input type="checkbox" checked={chosen.includes(core)} onChange={() => toggle(core)} />
            {core}
          </label>
        ))}
      </fieldset>
      <p>
        With fewer cores it can become much slower.{' '}
        <button type="button" className={buttons.small} onClick={() => setChosen(all)}>
          All cores
        </button>
      </p>
    </Shell>
  )
}
