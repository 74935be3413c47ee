import { sweepSentence } from '../../../contract/function-text.ts'
import type { Run } from '../../../contract/run.ts'
import { Tip } from '../../components/tip.tsx'
import { copyText } from '../../state/clipboard.ts'
import { useApp } from '../../state/app.ts'
import { emphasised } from '../emphasised.tsx'
import buttons from '../../components/button.module.css'
import texts from '../../components/text.module.css'
import panels from '../../components/panel.module.css'
import styles from './function-page.module.css'

/** The way to use, with its numbers and the code for it. `record` is missing while the run is on. */
export function AdvicePanel({ record }: { readonly record: Run | undefined }) {
  const code = record?.advice?.code
  return (
    <section className={`${panels.panel} ${styles.advice}`} data-panel="advice" aria-labelledby="advice-title">
      <h2 id="advice-title">
        Advice
        <span className={panels.tools}>{code !== undefined && <CopyButton code={code} />}</span>
      </h2>
      {record === undefined ? (
        <p className={texts.dim}>The advice follows when every model has been measured.</p>
      ) : (
        <Words record={record} />
      )}
    </section>
  )
}

function Words({ record }: { readonly record: Run }) {
  const { advice, failure, status, sweep = [], verdict } = record
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <section className={panels.scroll} tabIndex={0} aria-label="Reasons">
      {failure !== undefined && (
        <p className={texts.danger}>
          <b>{status === 'stopped' ? 'Stopped' : 'Failed'}:</b> {failure.message}
        </p>
      )}
      <p className={texts.sentence} data-testid="sentence" aria-live="polite">
        {emphasised(advice?.text ?? verdict.text)}
      </p>
      {advice !== undefined && (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        <pre className={styles.code} tabIndex={0} aria-label="Code">
          {advice.code}
        </pre>
      )}
      {sweep.map((points) => (
        <p key={points.model} className={texts.dim}>
          {sweepSentence(record, points)}
        </p>
      ))}
    </section>
  )
}

function CopyButton({ code }: { readonly code: string }) {
  const app = useApp()
  return (
    <Tip text="Copy the code, to paste it beside your file">
      <button type="button" className={buttons.small} onClick={() => void copyText(app, code, 'Copied the code.')}>
        Copy code
      </button>
    </Tip>
  )
}
