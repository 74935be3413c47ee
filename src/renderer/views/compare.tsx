import { openSaved } from '../state/actions.ts'
import { useApp, useAppState } from '../state/app.ts'
import { showPage } from '../state/history-actions.ts'
import { PicturePanel } from './figures.tsx'

const COMPARISON = { id: 'comparison', name: 'Comparison' }

/** Saved runs side by side, on one axis. */
export function Compare() {
  const app = useApp()
  const comparison = useAppState((state) => state.comparison)
  const result = comparison?.result
  return (
    <main className="page" aria-labelledby="compare">
      <div className="page-head">
        <h1 id="compare">Compare</h1>
        <p>{result === undefined ? 'Loading the runs …' : 'Times and costs relative to the first run.'}</p>
        <button type="button" className="button" onClick={() => showPage(app, 'history')}>
          All runs
        </button>
        <button type="button" className="button" onClick={() => showPage(app, 'run')}>
          Close
        </button>
      </div>
      {result !== undefined && (
        <>
          <section className="panel compared" aria-label="Compared runs">
            <ol className="chips">
              {result.labels.map((label, i) => (
                <li key={label}>
                  <button
                    type="button"
                    className="chip"
                    title="Open this run"
                    onClick={() => void openSaved(app, comparison!.ids[i]!)}
                  >
                    {label}
                    {i === 0 && <small>baseline</small>}
                  </button>
                </li>
              ))}
            </ol>
            <ul className="remarks">
              {result.remarks.map((remark) => (
                <li key={remark}>{remark}</li>
              ))}
            </ul>
          </section>
          <PicturePanel pictures={[{ experiment: COMPARISON, picture: result.picture }]} />
        </>
      )}
    </main>
  )
}
