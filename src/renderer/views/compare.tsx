import { useEffect, useRef, useState } from 'react'
import type { Published } from '../../contract/experiment.ts'
import { formatSeconds } from '../../contract/text.ts'
import { createBars, type Bar, type BarChart } from '../charts/bars.ts'
import { useAppState } from '../state/app.ts'
import { scaledPublished, type ResultRow } from '../state/results.ts'
import type { ShownRun } from '../state/runs.ts'
import { useResultRows } from './results.tsx'

export function Compare({ shown }: { readonly shown: readonly ShownRun[] }) {
  const rows = useResultRows(shown)
  const theme = useAppState((state) => state.theme)
  const [source, setSource] = useState(0)
  const [hidden, setHidden] = useState<{ readonly ours?: boolean; readonly published?: boolean }>({})
  const canvas = useRef<HTMLCanvasElement>(null)
  const chart = useRef<BarChart>(undefined)
  const experiments = [...new Set(rows.map(({ experiment }) => experiment))]
  const sources = experiments.length === 1 ? experiments[0]!.published : []
  const bars = experiments.flatMap((experiment) => barsOf(rows, experiment.id, experiments.length > 1, source))
  const cited = bars.find(({ published }) => published !== undefined)?.published?.source

  useEffect(() => {
    chart.current = createBars(canvas.current!)
    return () => chart.current?.destroy()
  }, [])
  useEffect(() => {
    chart.current?.update(bars, { theme, showOurs: !hidden.ours, showPublished: !hidden.published })
  })
  return (
    <section className="panel compare" aria-labelledby="compare-title">
      <h2 id="compare-title">
        Compare
        <span className="legend">
          <button
            type="button"
            aria-pressed={!hidden.ours}
            onClick={() => setHidden({ ...hidden, ours: !hidden.ours })}
          >
            <i className="solid" /> median<span className="range">, min to max</span>
          </button>
          <button
            type="button"
            aria-pressed={!hidden.published}
            title={cited === undefined ? 'Nothing published for these models' : `${cited}, scaled to sequential = 1`}
            onClick={() => setHidden({ ...hidden, published: !hidden.published })}
          >
            <i className="dashed" /> published
          </button>
        </span>
        {sources.length > 1 && (
          <select
            className="tools"
            aria-label="Published figures"
            title={sources[source]?.conditions}
            value={source}
            onChange={({ target }) => setSource(Number(target.value))}
          >
            {sources.map((each, i) => (
              <option key={`${each.source} ${each.conditions}`} value={i}>
                {each.source}
              </option>
            ))}
          </select>
        )}
      </h2>
      <div className="canvas-box">
        <canvas ref={canvas}>Wall time of each model; the table that follows has the same</canvas>
      </div>
      <table className="hidden" aria-label="Wall time, compared">
        <thead>
          <tr>
            <th scope="col">model</th>
            <th scope="col">median</th>
            <th scope="col">shortest</th>
            <th scope="col">longest</th>
            <th scope="col">published, scaled to our sequential</th>
          </tr>
        </thead>
        <tbody>
          {bars
            .filter(({ model }) => model !== undefined)
            .map((bar, i) => (
              <tr key={`${String(i)} ${bar.label}`}>
                <th scope="row">{bar.label}</th>
                <td>{formatSeconds(bar.median)}</td>
                <td>{formatSeconds(bar.min)}</td>
                <td>{formatSeconds(bar.max)}</td>
                <td>{formatSeconds(bar.published?.seconds)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </section>
  )
}

/** Of the published sequential time. */
function ratioOf({ model }: ResultRow, { wallSeconds }: Published): number {
  return wallSeconds[model]! / wallSeconds['sequential']!
}

function barsOf(rows: readonly ResultRow[], experiment: string, named: boolean, source: number): Bar[] {
  const own = rows.filter((row) => row.experiment.id === experiment)
  const bars = own.map((row): Bar => {
    const published = row.experiment.published[source] ?? row.experiment.published[0]
    const seconds = published && scaledPublished(row, own, published)
    return {
      label: row.label,
      model: row.model,
      median: row.median,
      min: row.min,
      max: row.max,
      published:
        seconds === undefined ? undefined : { seconds, source: published!.source, ratio: ratioOf(row, published!) },
    }
  })
  return named && own.length > 0 ? [{ label: own[0]!.experiment.name }, ...bars] : bars
}
