import { openSaved } from '../state/actions.ts'
import { useApp, useAppState } from '../state/app.ts'
import { showPage } from '../state/history-actions.ts'
import { PicturePanel } from './figures.tsx'
import { Tip } from '../components/tip.tsx'
import buttons from '../components/button.module.css'
import panel from '../components/panel.module.css'
import chips from '../components/chip.module.css'
import page from './page.module.css'
import styles from './compare.module.css'

const COMPARISON = { id: 'comparison', name: 'Comparison' }

/** Saved runs side by side, on one axis. */
export function Compare() {
  const app = useApp()
  const comparison = useAppState((state) => state.comparison)
  const result = comparison?.result
  return (
    <main className={page.page} aria-labelledby="compare">
      <div className={page.head}>
        <h1 id="compare">Compare</h1>
        <p>{result === undefined ? 'Loading the runs …' : 'Times and costs relative to the first run.'}</p>
        <button type="button" className={buttons.button} onClick={() => showPage(app, 'history')}>
          All runs
        </button>
        <button type="button" className={buttons.button} onClick={() => showPage(app, 'run')}>
          Close
        </button>
      </div>
      {result !== undefined && (
        <>
          <section className={`${panel.panel} ${styles.compared}`} aria-label="Compared runs">
            <ol className={chips.chips}>
              {result.labels.map((label, i) => (
                <li key={label}>
                  <Tip text="Open this run">
                    <button
                      type="button"
                      className={chips.chip}
                      onClick={() => void openSaved(app, comparison!.ids[i]!)}
                    >
                      {label}
                      {i === 0 && <small>baseline</small>}
                    </button>
                  </Tip>
                </li>
              ))}
            </ol>
            <ul className={styles.remarks}>
              {result.remarks.map((remark) => (
                <li key={remark}>{remark}</li>
              ))}
            </ul>
          </section>
          <PicturePanel isPage pictures={[{ experiment: COMPARISON, picture: result.picture }]} />
        </>
      )}
    </main>
  )
}
