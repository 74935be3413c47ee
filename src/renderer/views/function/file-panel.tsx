import { useEffect, useId } from 'react'
import { chosenName } from '../../function/form.ts'
import { changeFunction, readOutline } from '../../function/actions.ts'
import type { FunctionForm } from '../../function/form.ts'
import { recentFunctions } from '../../function/recent.ts'
import { fileName } from '../../../contract/function-text.ts'
import { useApp, useAppState } from '../../state/app.ts'
import { BrowseButton } from '../browse-button.tsx'
import { Field, FieldProblem, TextInput } from './field.tsx'
import texts from '../../components/text.module.css'
import panels from '../../components/panel.module.css'
import pages from '../program/program-page.module.css'
import styles from './function-form.module.css'

/** Milliseconds without a change of the path after which the file is read. Chosen: longer than between two letters. */
const SETTLED_MS = 300

/** Which function is run: its file, and the functions that this contains. */
export function FilePanel() {
  const app = useApp()
  useOutline()
  return (
    <section className={panels.panel} data-panel="file" aria-labelledby="file-title">
      <h2 id="file-title">Function</h2>
      <div className={styles.fields}>
        <Field
          field="file"
          label="File"
          extra={
            <BrowseButton purpose="function" what="the file" onChoose={(path) => changeFunction(app, { file: path })} />
          }
        >
          <TextInput field="file" label="File" placeholder="report.py" isCode />
        </Field>
        <Field
          field="folder"
          label="Working folder"
          extra={
            <BrowseButton
              purpose="folder"
              what="the folder"
              onChoose={(path) => changeFunction(app, { folder: path })}
            />
          }
        >
          <TextInput
            field="folder"
            label="Working folder"
            placeholder="The folder that Coreglow was started in"
            isCode
          />
        </Field>
      </div>
      <Functions />
      <FieldProblem field="name" />
      <Recent />
    </section>
  )
}

/** Reads the file when its path has settled. */
function useOutline(): void {
  const app = useApp()
  const file = useAppState(({ functionPage }) => functionPage.form.file.trim())
  const folder = useAppState(({ functionPage }) => functionPage.form.folder.trim())
  const isOnline = useAppState(({ link }) => link.status === 'open')
  useEffect(() => {
    if (!isOnline) return undefined
    const timer = setTimeout(() => void readOutline(app, { file, folder }), SETTLED_MS)
    return () => clearTimeout(timer)
  }, [app, file, folder, isOnline])
}

/** The functions of the file, of which one is chosen. */
function Functions() {
  const app = useApp()
  const group = useId()
  const { form, outline: shown } = useAppState((state) => state.functionPage)
  const outline = shown?.outline
  const chosen = chosenName(form, outline)
  const isGone = chosen !== undefined && outline?.functions.some(({ name }) => name === chosen) === false
  const text = stateText(form, shown?.file, outline)
  return (
    <fieldset className={`${panels.scroll} ${styles.functions}`} aria-label="Functions of the file">
      {text !== undefined && (
        <output className={outline?.problem === undefined ? texts.dim : texts.danger}>{text}</output>
      )}
      {isGone && outline.problem === undefined && outline.functions.length > 0 && (
        <p className={texts.danger}>The file has no function “{chosen}” any more. Choose one of these.</p>
      )}
      {outline?.functions.map(({ name, line, isAsync }) => (
        <label key={name} className={styles.function}>
          <input type="radio" name={group} checked={name === chosen} onChange={() => changeFunction(app, { name })} />
          <span className={`${texts.ellipsis} ${texts.mono}`} title={name}>
            {name}
          </span>
          {isAsync && <em className={texts.framed}>async</em>}
          <small>line {line}</small>
        </label>
      ))}
    </fieldset>
  )
}

type ShownOutline = NonNullable<ReturnType<typeof useShownOutline>>
function useShownOutline() {
  return useAppState(({ functionPage }) => functionPage.outline?.outline)
}

/** What the list says in place of functions; undefined where there are some. */
function stateText({ file }: FunctionForm, read: string | undefined, outline: ShownOutline | undefined) {
  if (file.trim() === '') return 'Type the path of a .py, .mjs or .js file, or drop the file on this window.'
  if (outline === undefined || read !== file.trim()) return 'Reading the file …'
  if (outline.problem !== undefined) return outline.problem
  return outline.functions.length === 0 ? 'This file has no function at its top level.' : undefined
}

function Recent() {
  const app = useApp()
  const recent = recentFunctions()
  if (recent.length === 0) return undefined
  return (
    <section className={pages.recent} aria-labelledby="recent-functions">
      <h3 id="recent-functions">Recent</h3>
      <ul>
        {recent.map((form) => (
          <li key={`${form.folder} ${form.file} ${form.name}`}>
            <button
              type="button"
              className={texts.ellipsis}
              title={`Fill the form: ${form.name} of ${form.file}`}
              onClick={() => changeFunction(app, form)}
            >
              {form.name} <small>{fileName(form.file)}</small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
