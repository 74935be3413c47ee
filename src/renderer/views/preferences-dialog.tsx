import { useState, type FormEvent } from 'react'
import { errorMessage } from '../../contract/error-message.ts'
import { PREFERRED_NUMBERS, type StoredPreferences } from '../../contract/preferences.ts'
import { LIMITS } from '../../contract/limits.ts'
import { formatBytes, UNIT_SPACE } from '../../contract/text.ts'
import { CloseButton, Dialog, DialogButtons } from '../components/dialog.tsx'
import { useApp, useAppState } from '../state/app.ts'
import { bytesOf } from '../state/history.ts'
import { readTexts, setDataFolder, setPreferences, textsOf } from '../state/preferences.ts'
import { AddedInterpreters } from './added-interpreters.tsx'
import { BrowseButton } from './browse-button.tsx'
import buttons from '../components/button.module.css'
import styles from './preferences-dialog.module.css'

interface Props {
  readonly stored: StoredPreferences
  readonly onClose: () => void
}

/** Dialog for defaults, the data folder and added interpreters. */
export function PreferencesDialog({ stored, onClose }: Props) {
  const app = useApp()
  const now = stored.dataFolder.next ?? stored.dataFolder.path
  const [texts, setTexts] = useState(textsOf(stored.preferences))
  const [runtime, setRuntime] = useState(stored.preferences.runtime ?? '')
  const [folder, setFolder] = useState(now)
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({})

  const save = async (event: FormEvent) => {
    event.preventDefault()
    const { change, problems: wrong } = readTexts(texts)
    setProblems(wrong)
    if (Object.keys(wrong).length > 0) return
    try {
      await setPreferences(app, { ...change, runtime: runtime === '' ? null : runtime })
    } catch (error) {
      setProblems({ all: errorMessage(error) })
      return
    }
    try {
      if (folder.trim() !== now) await setDataFolder(app, folder.trim() === '' ? null : folder.trim())
    } catch (error) {
      setProblems({ folder: errorMessage(error) })
      return
    }
    onClose()
  }
  return (
    <Dialog title="Preferences" size="medium" isOpen onClose={onClose}>
      <p>Defaults for new runs. Leave a field empty to use the experiment’s default.</p>
      <form id="preferences-form" onSubmit={(event) => void save(event)} noValidate>
        <div className={styles.fields}>
          <RuntimeChoice value={runtime} onChange={setRuntime} />
          {PREFERRED_NUMBERS.map(({ id, label, unit, min, max }) => (
            <Field key={id} id={id} label={label} problem={problems[id]}>
              {(props) => (
                <>
                  <input
                    type="text"
                    inputMode="decimal"
                    placeholder={id === 'rate' ? String(LIMITS.rate.default) : 'default'}
                    value={texts[id]}
                    onChange={({ target }) => setTexts({ ...texts, [id]: target.value })}
                    {...props}
                  />
                  <small>
                    {min} to {max}
                    {unit === '' ? '' : `${UNIT_SPACE}${unit}`}
                  </small>
                </>
              )}
            </Field>
          ))}
        </div>
        <DataFolder stored={stored} value={folder} problem={problems['folder']} onChange={setFolder} />
      </form>
      <AddedInterpreters stored={stored} />
      <p role="alert">{problems['all']}</p>
      <DialogButtons>
        <CloseButton>Cancel</CloseButton>
        <button type="submit" form="preferences-form" className={buttons.go}>
          Save
        </button>
      </DialogButtons>
    </Dialog>
  )
}

interface FieldProps {
  readonly id: string
  readonly label: string
  readonly problem: string | undefined
  /** Renders the control with the attributes that tie it to its label and its problem. */
  readonly children: (props: {
    readonly id: string
    readonly 'aria-invalid': boolean
    readonly 'aria-describedby': string
  }) => React.ReactNode
}

function Field({ id, label, problem, children }: FieldProps) {
  const text = `preference-${id}`
  return (
    <div className={styles.field}>
      <label htmlFor={text}>{label}</label>
      <span>
        {children({ id: text, 'aria-invalid': problem !== undefined, 'aria-describedby': `${text}-problem` })}
      </span>
      <span id={`${text}-problem`} className={styles.problem} role="alert">
        {problem}
      </span>
    </div>
  )
}

interface RuntimeProps {
  readonly value: string
  readonly onChange: (id: string) => void
}

function RuntimeChoice({ value, onChange }: RuntimeProps) {
  const list = useAppState((state) => state.runtimes)
  const usable = list?.runtimes.filter(({ status }) => status === 'ok') ?? []
  const usual = usable.find(({ id }) => id === list?.preferred)
  const isGone = value !== '' && list !== undefined && !usable.some(({ id }) => id === value)
  return (
    <Field id="runtime" label="Runtime" problem={undefined}>
      {(props) => (
        <select value={value} onChange={({ target }) => onChange(target.value)} {...props}>
          <option value="">Automatic{usual === undefined ? '' : ` (${usual.label})`}</option>
          {isGone && <option value={value}>{value} (not found)</option>}
          {usable.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

interface FolderProps {
  readonly stored: StoredPreferences
  readonly value: string
  readonly problem: string | undefined
  readonly onChange: (path: string) => void
}

function DataFolder({ stored: { dataFolder }, value, problem, onChange }: FolderProps) {
  const history = useAppState((state) => state.history)
  const fixed = dataFolder.from === 'environment'
  const used = history === undefined ? '' : ` ${history.length} runs, ${formatBytes(bytesOf(history))}.`
  return (
    <div className={styles.fields}>
      <Field id="folder" label="Data folder" problem={problem}>
        {(props) => (
          <>
            <input
              type="text"
              className={styles.path}
              spellCheck={false}
              readOnly={fixed}
              value={value}
              onChange={({ target }) => onChange(target.value)}
              {...props}
            />
            {!fixed && <BrowseButton purpose="folder" what="the data folder" onChoose={onChange} />}
          </>
        )}
      </Field>
      <p>
        {fixed
          ? `Set by the COREGLOW_DATA environment variable.${used}`
          : dataFolder.next === undefined
            ? `Runs are stored here.${used} Changes take effect after a restart; leave empty for the default folder.`
            : `Currently ${dataFolder.path}, until you restart. Existing runs are not moved.${used}`}
      </p>
    </div>
  )
}
