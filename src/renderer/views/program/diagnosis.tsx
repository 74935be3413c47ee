import type { Diagnosis, Finding, Place } from '../../../contract/finding.ts'
import { formatIn } from '../../../contract/text.ts'
import { Popover } from '../../components/popover.tsx'
import { Tip } from '../../components/tip.tsx'
import { copyText } from '../../state/clipboard.ts'
import { useApp } from '../../state/app.ts'
import { emphasised } from '../emphasised.tsx'
import { PlaceButton } from './place.tsx'
import buttons from '../../components/button.module.css'
import texts from '../../components/text.module.css'
import panels from '../../components/panel.module.css'
import page from './program-page.module.css'
import styles from './diagnosis.module.css'

interface Props {
  /** Missing until there is enough evidence. */
  readonly diagnosis: Diagnosis | undefined
  readonly isLive: boolean
  /** What was left out of the observation, a sentence each. */
  readonly remarks: readonly string[]
  /** What is said while there is no diagnosis. */
  readonly emptyText?: string
}

/** What is wrong with the program, in words, the strongest finding first. */
export function DiagnosisPanel({
  diagnosis,
  isLive,
  remarks,
  emptyText = isLive ? 'Collecting evidence. The first findings come after a second or two.' : 'There is no diagnosis.',
}: Props) {
  const [first, ...others] = diagnosis?.findings ?? []
  const doubts = [...(diagnosis?.noisy === true ? diagnosis.reasons : []), ...remarks]
  return (
    <section
      className={`${panels.panel} ${page.diagnosis}`}
      data-panel="diagnosis"
      aria-labelledby="diagnosis-title"
      aria-live="off"
    >
      <h2 id="diagnosis-title">
        Diagnosis
        {isLive && <b>so far</b>}
        <span className={panels.tools}>
          {doubts.length > 0 && <Doubts isNoisy={diagnosis?.noisy === true} reasons={doubts} />}
          {diagnosis !== undefined && <CopyButton diagnosis={diagnosis} />}
        </span>
      </h2>
      {first === undefined ? (
        <p className={`${texts.dim} ${styles.none}`}>{emptyText}</p>
      ) : (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        <section className={styles.findings} tabIndex={0} aria-label="Findings">
          <First finding={first} />
          {others.length > 0 && (
            <ul className={styles.others} aria-label="Other findings">
              {others.map((finding) => (
                <Other key={finding.id + finding.text} finding={finding} />
              ))}
            </ul>
          )}
        </section>
      )}
      {/* Only a change of what is found is read aloud, not every new number in it. */}
      <output className={texts.hidden}>{first === undefined ? '' : `Finding: ${titleOf(first)}`}</output>
    </section>
  )
}

function Doubts({ isNoisy, reasons }: { readonly isNoisy: boolean; readonly reasons: readonly string[] }) {
  return (
    <Popover
      label="Limits of this diagnosis"
      button={isNoisy ? 'noisy' : 'limits'}
      className={isNoisy ? buttons.noisy : ''}
    >
      <h3>{isNoisy ? 'What disturbed the numbers' : 'What was left out'}</h3>
      <ul>
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </Popover>
  )
}

function First({ finding }: { readonly finding: Finding }) {
  return (
    <article
      className={`${panels.scroll} ${styles.first}`}
      data-finding={finding.id}
      aria-label={`Finding: ${titleOf(finding)}`}
    >
      <p className={styles.text}>{emphasised(finding.text)}</p>
      <Places places={finding.where} />
      {finding.suggestion !== undefined && (
        <p className={styles.suggestion}>
          <b>What to do:</b> {finding.suggestion}
        </p>
      )}
      <Evidence finding={finding} />
    </article>
  )
}

function Other({ finding }: { readonly finding: Finding }) {
  return (
    <li className={styles.other} data-finding={finding.id}>
      <p>
        <b>{titleOf(finding)}.</b> {finding.text}
        {finding.suggestion !== undefined && <span className={texts.dim}> {finding.suggestion}</span>}
      </p>
      <Places places={finding.where.slice(0, 1)} />
    </li>
  )
}

/** Numbers behind a finding. */
function Evidence({ finding: { evidence } }: { readonly finding: Finding }) {
  if (evidence.length === 0) return undefined
  return (
    <dl className={styles.evidence}>
      {evidence.map(({ label, value, unit }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{formatIn(unit, value)}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Lines of a finding that are shown. Chosen: a chain of waits has three. */
const MAX_PLACES = 3

function Places({ places }: { readonly places: readonly Place[] }) {
  if (places.length === 0) return undefined
  return (
    <ul className={styles.places} aria-label="Lines">
      {places.slice(0, MAX_PLACES).map((place) => (
        <li key={placeText(place)}>
          <PlaceButton {...place} /> <code>{place.function}</code>
        </li>
      ))}
    </ul>
  )
}

function CopyButton({ diagnosis }: { readonly diagnosis: Diagnosis }) {
  const app = useApp()
  return (
    <Tip text="Copy all findings with their numbers, lines and suggestions">
      <button
        type="button"
        className={buttons.small}
        onClick={() => void copyText(app, diagnosisText(diagnosis), 'Copied the diagnosis.')}
      >
        Copy
      </button>
    </Tip>
  )
}

/** "GIL contention" of `gil-contention`. */
export function titleOf({ id }: Pick<Finding, 'id'>): string {
  const words = id.replaceAll('-', ' ').replace(/\b(?:gil|cpu)\b/gu, (word) => word.toUpperCase())
  return words[0]!.toUpperCase() + words.slice(1)
}

function placeText({ function: name, file, line }: Place): string {
  return `${file}:${line} ${name}`
}

/** A diagnosis as plain text, for a report or a colleague. */
export function diagnosisText({ findings, noisy, reasons }: Diagnosis): string {
  const doubts = noisy ? [`noisy: ${reasons.join(' ')}`] : []
  return [...findings.map(findingText), ...doubts].join('\n\n')
}

function findingText({ id, text, evidence, where, suggestion }: Finding): string {
  return [
    `${id}: ${text}`,
    ...where.map((place) => `  at ${placeText(place)}`),
    ...evidence.map(({ label, value, unit }) => `  ${label}: ${formatIn(unit, value)}`),
    ...(suggestion === undefined ? [] : [suggestion]),
  ].join('\n')
}
