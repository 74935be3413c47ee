import buttons from '../components/button.module.css'
import styles from './panel-failure.module.css'

interface Props {
  /** Name of the part of the page that failed. */
  readonly part?: 'panel' | 'page'
  /** The error, where there is one to copy. */
  readonly error?: unknown
  readonly onRetry?: () => void
}

/** Takes the place of a panel, or of the whole page, whose own code has failed. */
export function PanelFailure({ part = 'panel', error, onRetry }: Props) {
  return (
    <div className={styles.failure} role="alert">
      <p>This {part} failed; the run goes on.</p>
      {onRetry !== undefined && (
        <button type="button" className={buttons.small} onClick={onRetry}>
          Try again
        </button>
      )}
      {error !== undefined && (
        <details>
          <summary>Details</summary>
          <button
            type="button"
            className={buttons.small}
            onClick={() => void navigator.clipboard.writeText(detailsOf(error))}
          >
            Copy
          </button>
          <pre>{detailsOf(error)}</pre>
        </details>
      )}
    </div>
  )
}

function detailsOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? String(error)) : String(error)
}
