import { formatShare } from '../../../contract/text.ts'
import type { ProgramView } from '../../program/view.ts'
import { PlaceButton } from './place.tsx'
import { Whole } from '../../components/tip.tsx'
import texts from '../../components/text.module.css'
import panels from '../../components/panel.module.css'
import styles from './functions.module.css'

interface Props {
  readonly view: ProgramView
  readonly thread: number | undefined
  /** Whether the user chose the thread; else it is the busiest. */
  readonly isChosen: boolean
}

/** The functions that a thread was seen in, most often first, each with the line. */
export function FunctionsPanel({ view, thread, isChosen }: Props) {
  const { log, functions, isLive } = view
  const info = thread === undefined ? undefined : log.threads.get(thread)?.info
  const lines = (thread === undefined ? undefined : functions.get(thread)) ?? []
  return (
    <section className={`${panels.panel} ${styles.functions}`} data-panel="functions" aria-labelledby="functions-title">
      <h2 id="functions-title">
        Functions
        {info !== undefined && (
          <Whole text={isChosen ? info.name : `${info.name}: ran longest. Choose a lane to see another.`}>
            <b>
              {info.name} {!isChosen && <small>ran longest</small>}
            </b>
          </Whole>
        )}
      </h2>
      {lines.length === 0 ? (
        <p className={texts.dim}>{emptyText(info?.name, info?.missing, isLive)}</p>
      ) : (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        <section className={panels.scroll} tabIndex={0} aria-label="Function list">
          <table aria-label="Functions">
            <colgroup>
              <col className={styles.first} />
              <col />
              <col className={styles.last} />
            </colgroup>
            <thead className={texts.hidden}>
              <tr>
                <th scope="col">share of samples</th>
                <th scope="col">function</th>
                <th scope="col">line</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <tr key={`${line.file}:${line.line} ${line.function}`}>
                  <td className={styles.share}>
                    <i style={{ width: `${Math.round(line.share * 100)}%` }} />
                    <span>{formatShare(line.share)}</span>
                  </td>
                  <Whole text={line.function}>
                    <th scope="row" className={texts.ellipsis}>
                      {line.function}
                    </th>
                  </Whole>
                  <td>
                    <PlaceButton {...line} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  )
}

function emptyText(name: string | undefined, missing: string | undefined, isLive: boolean): string {
  if (name === undefined) {
    return isLive ? 'Functions of a Python thread appear here.' : 'No functions were seen.'
  }
  return missing ?? `No Python function of ${name} was seen.`
}
