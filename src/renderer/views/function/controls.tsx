import type { Control } from '../../../contract/function.ts'
import { formatSeconds, formatTenths } from '../../../contract/text.ts'
import { Info } from '../../components/tip.tsx'
import texts from '../../components/text.module.css'
import panels from '../../components/panel.module.css'
import styles from './function-page.module.css'

interface Props {
  /** Missing until they are measured, and where the run ended before. */
  readonly controls: readonly Control[] | undefined
  readonly isLive: boolean
}

const NONE: readonly Control[] = []

/** What this machine gives today, measured beside the function with work that is known. */
export function ControlsPanel({ controls = NONE, isLive }: Props) {
  const counting = controls.find(({ id }) => id === 'counting')
  return (
    <section className={`${panels.panel} ${styles.controls}`} data-panel="controls" aria-labelledby="controls-title">
      <h2 id="controls-title">
        Controls <b>{controls.length > 0 ? 'this machine today' : ''}</b>
      </h2>
      {controls.length === 0 && (
        <p className={texts.dim}>
          {isLive
            ? 'Pure waiting and pure counting are measured in the first and the last round.'
            : 'No controls were measured.'}
        </p>
      )}
      {counting !== undefined && (
        <p className={texts.sentence}>
          This machine gives{' '}
          <b>
            {formatTenths(counting.parallel)} of {counting.workers}
          </b>{' '}
          cores today.
        </p>
      )}
      <dl className={styles.pairs}>
        {controls.map((control) => (
          <div key={control.id}>
            <dt>
              <Info text={hintOf(control)}>{control.label}</Info>
            </dt>
            <dd>
              {formatTenths(control.parallel)} <small>of {control.workers}</small>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function hintOf({ model, workers, aloneSeconds, togetherSeconds, trials }: Control): string {
  return (
    `One worker alone: ${formatSeconds(aloneSeconds)}. ${workers} at the same time, each with as much work: ` +
    `${formatSeconds(togetherSeconds)}. Medians of ${trials} trials in ${model}.`
  )
}
