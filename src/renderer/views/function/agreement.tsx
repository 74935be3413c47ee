import { agreementSentences } from '../../../contract/function-text.ts'
import type { Agreement } from '../../../contract/function.ts'
import { formatCount } from '../../../contract/text.ts'
import type { ShownRun } from '../../state/runs.ts'
import { variantLabel } from '../../state/store.ts'
import texts from '../../components/text.module.css'
import panels from '../../components/panel.module.css'
import styles from './function-page.module.css'

/** Whether all models return the same, and the first item that differs. */
export function AgreementPanel({ run }: { readonly run: ShownRun }) {
  const agreement = run.record?.agreement
  return (
    <section className={panels.panel} data-panel="agreement" aria-labelledby="agreement-title">
      <h2 id="agreement-title">
        Agreement{' '}
        {agreement !== undefined && agreement.compared > 0 && (
          <b className={agreement.equal ? undefined : texts.danger}>{agreement.equal ? 'equal' : 'results differ'}</b>
        )}
      </h2>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <section className={panels.scroll} tabIndex={0} aria-label="Comparison of the results">
        {agreement === undefined ? (
          <p className={texts.dim}>
            {run.record === undefined
              ? 'Results are compared item by item after the last trial.'
              : 'The run ended before results were compared.'}
          </p>
        ) : (
          <Comparison agreement={agreement} run={run} />
        )}
      </section>
    </section>
  )
}

/** What differs comes first: it is what has to be seen. */
function Comparison({ agreement, run }: { readonly agreement: Agreement; readonly run: ShownRun }) {
  return (
    <>
      {agreement.differs.map((difference) => (
        <Difference key={difference.variant} label={variantLabel(difference.variant, run)} {...difference} />
      ))}
      {agreementSentences(run, { ...agreement, differs: [] }).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </>
  )
}

const HOW = {
  value: 'differ',
  order: 'have the same content in another order',
  tolerance: 'are equal only within the tolerance',
} as const

function Difference({ label, items, how, first }: Agreement['differs'][number] & { readonly label: string }) {
  return (
    <div className={styles.difference}>
      <p>
        <b>{label}:</b> {formatCount(items)} {items === 1 ? 'item' : 'items'} {HOW[how]}. The first is item {first.item}
        :
      </p>
      <dl>
        <dt>loop</dt>
        <dd>
          <code>{first.expected}</code>
        </dd>
        <dt>{label}</dt>
        <dd>
          <code>{first.got}</code>
        </dd>
      </dl>
    </div>
  )
}
