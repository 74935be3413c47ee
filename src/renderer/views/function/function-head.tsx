import { functionText, inputsText, inspectionSentences, settingText } from '../../../contract/function-text.ts'
import type { Inspection } from '../../../contract/function.ts'
import type { Run } from '../../../contract/run.ts'
import { Popover } from '../../components/popover.tsx'
import { Whole } from '../../components/tip.tsx'
import { runFunctionAgain, showFunctionForm } from '../../function/actions.ts'
import { functionFormOf } from '../../function/request.ts'
import { useApp, useAppState } from '../../state/app.ts'
import type { ShownRun } from '../../state/runs.ts'
import { variantLabel } from '../../state/store.ts'
import { CoreUse } from '../core-use.tsx'
import buttons from '../../components/button.module.css'
import texts from '../../components/text.module.css'
import page from '../page.module.css'
import head from '../program/program-head.module.css'
import styles from './function-page.module.css'

/** The function, what it is run with, and what can be done with its run. */
export function FunctionHead({ run }: { readonly run: ShownRun }) {
  const { plan, record } = run
  const title = plan.function === undefined ? 'Your function' : functionText(plan.function)
  const inputs = plan.function === undefined ? [] : [inputsText(plan.function.inputs)]
  const setting = [...inputs, settingText(run)].join(' · ')
  return (
    <div className={`${page.head} ${head.head}`}>
      <Whole text={plan.function?.file}>
        <h1 className={texts.ellipsis}>{title}</h1>
      </Whole>
      <Whole text={setting}>
        <p className={texts.ellipsis}>{setting}</p>
      </Whole>
      {record !== undefined && (
        <div className={head.actions}>
          {record.inspection && <InspectionButton inspection={record.inspection} />}
          <OutputButton record={record} />
          <CoreUse load={record.environments[0].load} />
          <Afterwards record={record} />
        </div>
      )}
    </div>
  )
}

function Afterwards({ record: { plan } }: { readonly record: Run }) {
  const app = useApp()
  const isBusy = useAppState(({ runs, pending, link }) => runs.busy || pending !== undefined || link.status !== 'open')
  return (
    <>
      <button type="button" className={buttons.small} onClick={() => showFunctionForm(app, functionFormOf(plan))}>
        Change and run
      </button>
      <button
        type="button"
        data-command="run"
        className={buttons.small}
        disabled={isBusy}
        onClick={() => void runFunctionAgain(app, plan)}
      >
        Run again
      </button>
    </>
  )
}

/** What was found before the run. */
function InspectionButton({ inspection }: { readonly inspection: Inspection }) {
  return (
    <Popover label="Before the run" button="Inspection">
      <h3>Before the run</h3>
      <ul>
        {inspectionSentences(inspection).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </Popover>
  )
}

/** What the function printed, by variant: of the latest trial that printed something. */
function OutputButton({ record }: { readonly record: Run }) {
  const printed = record.plan.variants.flatMap(({ id }) => {
    const text = record.results.findLast(({ variant, output }) => variant === id && output !== undefined)?.output
    return text === undefined ? [] : [{ id, text }]
  })
  if (printed.length === 0) return undefined
  return (
    <Popover label="Output" button="Output">
      {printed.map(({ id, text }) => (
        <section key={id} aria-label={variantLabel(id, record)}>
          <h3>{variantLabel(id, record)}</h3>
          <pre className={styles.output}>{text}</pre>
        </section>
      ))}
    </Popover>
  )
}
