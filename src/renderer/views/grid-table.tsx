import type { Grid } from '../../contract/figure.ts'
import { MARKS } from '../../figures/marks.ts'
import { Tip } from '../components/tip.tsx'
import texts from '../components/text.module.css'
import panel from '../components/panel.module.css'
import styles from './grid-table.module.css'

/** A table whose cells carry a judgement, by a mark as well as by colour. */
export function GridTable({ figure: { title, columns, rows } }: { readonly figure: Grid }) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <section className={`${panel.scroll} ${styles.grid}`} tabIndex={0} aria-label={`${title}: table`}>
      <table aria-label={title}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, cells }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {cells.map(({ text, tone, title: more }, i) => (
                <Tip key={`${columns[i + 1]}`} text={more}>
                  <td data-tone={tone}>
                    {MARKS[tone] !== '' && (
                      <i>
                        <span aria-hidden="true">{MARKS[tone]}</span>
                        <span className={texts.hidden}>{tone}: </span>
                      </i>
                    )}
                    {text}
                  </td>
                </Tip>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <p>Results appear here as the run progresses.</p>}
    </section>
  )
}
