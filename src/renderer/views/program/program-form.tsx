import { useId, type ReactNode } from 'react'
import { BrowseButton } from '../browse-button.tsx'
import { commandForFile, quoteCommand } from '../../program/command-line.ts'
import { changeForm, startProgram } from '../../program/actions.ts'
import { commandOf, GIL_RATE, runtimesFor, type FormField } from '../../program/form.ts'
import { useApp, useAppState } from '../../state/app.ts'
import { LIMITS } from '../../../contract/limits.ts'
import texts from '../../components/text.module.css'
import buttons from '../../components/button.module.css'
import styles from './program-form.module.css'

/** What is to be started: a command, where, with what, and how closely it is watched. */
export function ProgramFormPanel() {
  const app = useApp()
  const form = useAppState((state) => state.programForm)
  const problem = useAppState((state) => state.programProblem)
  const online = useAppState(({ link }) => link.status === 'open')
  const isBusy = useAppState(({ runs, program }) => runs.busy || program !== undefined)
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        startProgram(app)
      }}
    >
      <TextField field="command" label="Command" placeholder="python3 my.py --size 10" browse="program" isCode>
        <Preview />
      </TextField>
      <p className={styles.hint}>
        Quotes as in a shell; nothing is expanded. Or drop a .py, .mjs or .js file on this window.
      </p>
      <TextField
        field="folder"
        label="Folder"
        placeholder="The folder that Coreglow was started in"
        browse="folder"
        isCode
      />
      <InterpreterField />
      <TextField field="environment" label="Environment" placeholder="OMP_NUM_THREADS=1" isCode rows={2} />
      <Sampling />
      {problem !== undefined && problem.field === undefined && (
        <p className={styles.problem} role="alert">
          {problem.message}
        </p>
      )}
      <div className={styles.buttons}>
        <button
          type="submit"
          data-command="run"
          className={buttons.go}
          disabled={!online || isBusy || form.command.trim() === ''}
        >
          Start and watch
        </button>
        {isBusy && <span className={styles.hint}>Another run is on. Stop it first.</span>}
      </div>
    </form>
  )
}

interface FieldProps {
  readonly field: Exclude<FormField, 'pid'>
  readonly label: string
  readonly placeholder: string
  readonly isCode?: boolean
  /** Lines of a larger field. */
  readonly rows?: number
  /** What the host's own dialog chooses for it. */
  readonly browse?: 'program' | 'folder'
  readonly children?: ReactNode
}

/** A field with its label, and below it what is wrong with it. */
function TextField({ field, label, placeholder, isCode = false, rows, browse, children }: FieldProps) {
  const app = useApp()
  const value = useAppState((state) => state.programForm[field])
  const problem = useAppState(({ programProblem }) =>
    programProblem?.field === field ? programProblem.message : undefined,
  )
  const note = useId()
  const props = {
    className: isCode ? texts.mono : undefined,
    placeholder,
    value,
    spellCheck: false,
    autoComplete: 'off',
    autoCapitalize: 'off',
    'aria-invalid': problem !== undefined,
    'aria-describedby': problem === undefined ? undefined : note,
    onChange: ({ target }: { readonly target: { readonly value: string } }) =>
      changeForm(app, { [field]: target.value }),
  }
  return (
    <>
      <div className={styles.browsed}>
        <label className={styles.field}>
          <span>{label}</span>
          {rows === undefined ? <input type="text" {...props} /> : <textarea rows={rows} {...props} />}
        </label>
        {browse !== undefined && (
          <BrowseButton
            purpose={browse}
            what={`the ${browse}`}
            onChoose={(path) => changeForm(app, { [field]: browse === 'program' ? commandFor(path) : path })}
          />
        )}
      </div>
      {problem !== undefined && (
        <p id={note} className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      {children}
    </>
  )
}

const commandFor = (path: string) => commandForFile(path) ?? quoteCommand([path])

/** The arguments as they will be passed, one box each. */
function Preview() {
  const form = useAppState((state) => state.programForm)
  const runtimes = useAppState((state) => state.runtimes?.runtimes)
  if (form.command.trim() === '') return undefined
  const command = commandOf(form, runtimes ?? [])
  return (
    <div className={styles.preview}>
      {'problem' in command ? (
        <span>{command.problem}</span>
      ) : (
        <ol aria-label="Will run">
          {command.value.map((word, i) => (
            <li key={`${String(i)} ${word}`}>{word === '' ? '(empty)' : word}</li>
          ))}
        </ol>
      )}
    </div>
  )
}

function InterpreterField() {
  const app = useApp()
  const command = useAppState((state) => state.programForm.command)
  const value = useAppState((state) => state.programForm.runtime)
  const runtimes = runtimesFor(command, useAppState((state) => state.runtimes?.runtimes) ?? [])
  const isKnown = runtimes.some(({ id }) => id === value)
  return (
    <label className={styles.field}>
      <span>Interpreter</span>
      <select
        value={isKnown ? value : ''}
        disabled={runtimes.length === 0}
        onChange={({ target }) => changeForm(app, { runtime: target.value })}
      >
        <option value="">as in the command</option>
        {runtimes.map(({ id, label, path }) => (
          <option key={id} value={id} title={path}>
            {label}
          </option>
        ))}
      </select>
    </label>
  )
}

/** How closely the program is watched: folded away, as the defaults suit nearly all. */
function Sampling() {
  const app = useApp()
  const functions = useAppState((state) => state.programForm.functions)
  const wrong = useAppState(({ programProblem }) => SAMPLING.some((field) => field === programProblem?.field))
  return (
    <details className={styles.sampling} open={wrong || undefined}>
      <summary>Sampling</summary>
      <TextField field="rate" label="Cores and tasks, Hz" placeholder={String(LIMITS.rate.default)} />
      <TextField field="gilRate" label="Threads and GIL, Hz" placeholder={String(GIL_RATE.default)} />
      <TextField field="seconds" label="At most, s" placeholder="Until the program ends" />
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={functions}
          onChange={({ target }) => changeForm(app, { functions: target.checked })}
        />
        Functions and lines of each thread
      </label>
    </details>
  )
}

const SAMPLING: readonly FormField[] = ['rate', 'gilRate', 'seconds']
