import { FUNCTION_EXPERIMENT } from '../../../contract/function.ts'
import { showLatestFunction, startFunction } from '../../function/actions.ts'
import { isOn } from '../../program/session.ts'
import { stopRun } from '../../state/actions.ts'
import { useApp, useAppState } from '../../state/app.ts'
import { Banners } from '../banners.tsx'
import { FilePanel } from './file-panel.tsx'
import { RunFields } from './run-panel.tsx'
import buttons from '../../components/button.module.css'
import texts from '../../components/text.module.css'
import panels from '../../components/panel.module.css'
import fields from '../program/program-form.module.css'
import page from '../page.module.css'
import screen from '../screen.module.css'
import styles from './function-form.module.css'

/** Before a function is run: which one, and how. */
export function FunctionStart() {
  const app = useApp()
  const hasLatest = useAppState(({ runs }) => runs.byExperiment[FUNCTION_EXPERIMENT] !== undefined)
  return (
    <main className={`${screen.main} ${styles.start}`}>
      <div className={screen.top}>
        <Banners />
        <div className={page.head}>
          <h1>Your function</h1>
          <p className={texts.ellipsis}>
            One function, your inputs, every model: which is fastest here, and the code for it
          </p>
          {hasLatest && (
            <button type="button" className={buttons.small} onClick={() => showLatestFunction(app)}>
              Latest result
            </button>
          )}
        </div>
      </div>
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void startFunction(app)
        }}
      >
        <FilePanel />
        <section className={panels.panel} data-panel="form" aria-labelledby="how-title">
          <h2 id="how-title">How it is run</h2>
          <div className={`${panels.scroll} ${styles.fields} ${styles.how}`}>
            <RunFields />
          </div>
          <Foot />
        </section>
      </form>
    </main>
  )
}

/** The button that runs, and what prevents it. */
function Foot() {
  const app = useApp()
  const problem = useAppState(({ functionPage }) => functionPage.problem)
  const isEmpty = useAppState(({ functionPage }) => functionPage.form.file.trim() === '')
  const online = useAppState(({ link }) => link.status === 'open')
  const isStarting = useAppState(({ pending }) => pending === 'start')
  const isBusy = useAppState(({ runs, program }) => runs.busy || (program !== undefined && isOn(program)))
  return (
    <div className={styles.foot}>
      {problem !== undefined && problem.field === undefined && (
        <p className={`${texts.danger} ${styles.failure}`} role="alert">
          {problem.message}
        </p>
      )}
      <div className={fields.buttons}>
        <button
          type="submit"
          data-command="run"
          className={buttons.go}
          disabled={!online || isBusy || isStarting || isEmpty}
        >
          Run
        </button>
        {isStarting && (
          <>
            <button type="button" data-command="stop" className={buttons.button} onClick={() => void stopRun(app)}>
              Stop
            </button>
            <output className={fields.hint}>Importing the file and calling the function with its first inputs …</output>
          </>
        )}
        {isBusy && <span className={fields.hint}>Another run is on. Stop it first.</span>}
      </div>
    </div>
  )
}
