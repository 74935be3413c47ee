import { useMemo, useState, type CSSProperties, type ReactNode } from 'react'
import { useShallow } from 'zustand/shallow'
import type { Figure, Measurement, Picture } from '../../contract/figure.ts'
import { captionOf } from '../../figures/caption.ts'
import { legendOf, sharedEntries } from '../../figures/legend.ts'
import { figureTable } from '../../figures/table.ts'
import { useAppState } from '../state/app.ts'
import { picturesOf, type ShownPicture } from '../state/pictures.ts'
import type { ShownRun } from '../state/runs.ts'
import { selectedExperiments } from '../state/store.ts'
import { FigureCanvas } from './figure-canvas.tsx'
import { GridTable } from './grid-table.tsx'
import { Legend } from './legend.tsx'
import { Whole } from '../components/tip.tsx'
import text from '../components/text.module.css'
import panel from '../components/panel.module.css'
import styles from './figures.module.css'

/** Pictures that answer the question: all figures of one experiment, or one figure per experiment of a suite. */
export function Figures({ shown }: { readonly shown: readonly ShownRun[] }) {
  return <PicturePanel pictures={usePictures(shown)} />
}

interface PicturePanelProps {
  readonly pictures: readonly ShownPicture[]
  /** It is all that the page has, rather than a panel among others. */
  readonly isPage?: boolean
  /** Each figure has its whole legend. */
  readonly hasOwnLegends?: boolean
}

/** Figures with their legends; an entry that all of them share is above them, once. */
export function PicturePanel({ pictures, isPage = false, hasOwnLegends = false }: PicturePanelProps) {
  const theme = useAppState((state) => state.theme)
  const [hidden, setHidden] = useState<readonly string[]>([])
  const all = pictures.flatMap(({ experiment, picture: { figures, measurements } }) =>
    figures.map((figure) => ({ experiment, figure, measurements, legend: legendOf(figure, measurements, { theme }) })),
  )
  const shared = hasOwnLegends ? [] : sharedEntries(all.map(({ legend }) => legend))
  const toggle = (key: string) =>
    setHidden(hidden.includes(key) ? hidden.filter((hiddenKey) => hiddenKey !== key) : [...hidden, key])
  return (
    <section
      className={`${panel.panel} ${styles.figures} ${isPage ? styles.page : ''}`}
      data-panel="figures"
      aria-label="Figures"
    >
      <Legend className={styles.shared!} entries={shared} hidden={hidden} onToggle={toggle} />
      <div
        className={styles.grid}
        data-count={Math.min(all.length, 6)}
        data-kinds={all.map(({ figure }) => figure.kind).join(' ')}
      >
        {all.map(({ experiment, figure, measurements, legend }) => (
          <FigureView
            key={`${experiment.id} ${figure.id}`}
            figure={figure}
            measurements={measurements}
            heading={pictures.length > 1 ? experiment.name : undefined}
            hidden={hidden}
          >
            <Legend
              className={styles.own!}
              entries={legend.filter(({ key }) => !shared.some((entry) => entry.key === key))}
              hidden={hidden}
              onToggle={toggle}
            />
          </FigureView>
        ))}
      </div>
      {all.length === 0 && <p>No charts for this run.</p>}
    </section>
  )
}

export function usePictures(shown: readonly ShownRun[]): readonly ShownPicture[] {
  const experiments = useAppState(useShallow(selectedExperiments))
  const previews = useAppState(({ catalog }) => catalog?.previews)
  return useMemo(() => picturesOf(experiments, previews, shown), [experiments, previews, shown])
}

interface Props {
  readonly figure: Figure
  readonly measurements: Picture['measurements']
  /** Name of the experiment, if there are several. */
  readonly heading: string | undefined
  readonly hidden: readonly string[]
  /** Its legend. */
  readonly children: ReactNode
}

function FigureView({ figure, measurements, heading, hidden, children }: Props) {
  const caption = captionOf(figure, measurements)
  const title = heading === undefined ? caption : `${heading}: ${caption}`
  return (
    <figure aria-label={title} data-kind={figure.kind} style={pointCount(figure, measurements)}>
      <figcaption className={styles.caption}>
        <Whole text={title}>
          <h3 className={text.ellipsis}>
            {heading !== undefined && <b>{heading} </b>}
            {caption}
          </h3>
        </Whole>
        {children}
      </figcaption>
      {figure.kind === 'grid' ? (
        <GridTable figure={figure} />
      ) : (
        <FigureCanvas figure={figure} measurements={measurements} hidden={hidden} />
      )}
      {figure.kind === 'graph' && <p className={styles.text}>{figure.text}</p>}
      <FigureNumbers figure={figure} measurements={measurements} title={title} />
    </figure>
  )
}

/** How many bars or points it has, for those styles that give each its room. */
function pointCount(figure: Figure, measurements: readonly Measurement[]): CSSProperties & Record<'--points', number> {
  const points = figure.kind === 'chart' ? measurements.find(({ id }) => id === figure.measurement)?.points : undefined
  return { '--points': points?.length ?? 0 }
}

interface NumbersProps {
  readonly figure: Figure
  readonly measurements: readonly Measurement[]
  readonly title: string
}

/** Numbers of the figure as a table, for screen readers. */
function FigureNumbers({ figure, measurements, title }: NumbersProps) {
  const table = useMemo(() => figureTable(figure, measurements), [figure, measurements])
  if (table === undefined) return undefined
  return (
    <div className={text.hidden}>
      <table aria-label={`${title}: numbers`}>
        <thead>
          <tr>
            {table.columns.map((column, i) => (
              <th key={`${String(i)} ${column}`} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map(([head, ...cells], row) => (
            <tr key={`${String(row)} ${head}`}>
              <th scope="row">{head}</th>
              {cells.map((cell, i) => (
                <td key={`${String(i)} ${cell}`}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
