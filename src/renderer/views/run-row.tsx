import { memo } from 'react'
import type { RunListing } from '../../contract/run-listing.ts'
import { formatBytes, NO_NUMBER } from '../../contract/text.ts'
import { openSaved } from '../state/actions.ts'
import { useApp, useAppState } from '../state/app.ts'
import { annotate, remove } from '../state/history-actions.ts'
import { factsOf, isUnsaved, nameOf, type SavedListing } from '../state/history.ts'
import { saveAgain } from '../state/saved-runs.ts'
import { shortRuntime } from './nav.tsx'
import type { Noted } from './note-dialog.tsx'
import { formatWhen } from './when.ts'
import { Tip, Whole } from '../components/tip.tsx'
import buttons from '../components/button.module.css'
import text from '../components/text.module.css'
import styles from './run-table.module.css'

interface Props<L = RunListing> {
  readonly listing: L
  /** Position in the whole table, counting the head. */
  readonly row: number
  readonly chosen: boolean
  readonly onChoose: (id: string, on: boolean) => void
  readonly onNote: (noted: Noted) => void
}

export const RunRow = memo(({ listing, ...props }: Props) =>
  listing.status === 'unreadable' ? (
    <UnreadableRow listing={listing} row={props.row} />
  ) : (
    <SavedRow listing={listing} {...props} />
  ),
)

function SavedRow({ listing, row, chosen, onChoose, onNote }: Props<SavedListing>) {
  const app = useApp()
  const isOpen = useAppState(({ opened }) => opened?.id === listing.id)
  const { id, note, pinned, host } = listing
  const { experiment, runtime, outcome } = factsOf(listing)
  const name = nameOf(listing)
  const marks = marksOf(listing)
  return (
    <tr aria-rowindex={row} aria-current={isOpen ? 'true' : undefined}>
      <td data-column="chosen">
        <input
          type="checkbox"
          aria-label={`Select ${name}`}
          checked={chosen}
          onChange={({ target }) => onChoose(id, target.checked)}
        />
      </td>
      <td data-column="pinned">
        <Tip text={pinned ? 'Pinned to the top' : 'Pin to the top'}>
          <button
            type="button"
            className={`${buttons.icon} ${styles.pin}`}
            aria-pressed={pinned}
            aria-label={`Pin ${name}`}
            onClick={() => void annotate(app, { id, pinned: !pinned })}
          >
            {pinned ? '★' : '☆'}
          </button>
        </Tip>
      </td>
      <th scope="row" data-column="run">
        <Tip text={`Open ${name}`}>
          <button type="button" className={`${styles.open} ${text.ellipsis}`} onClick={() => void openSaved(app, id)}>
            {name}
          </button>
        </Tip>
        <small className={text.ellipsis}>
          {marks.map((mark) => (
            <em key={mark} className={text.framed}>
              {mark}
            </em>
          ))}
          <Whole text={note}>
            <span>{note ?? (listing.name === undefined ? experiment : listing.title)}</span>
          </Whole>
        </small>
      </th>
      <Whole text={outcome}>
        <td data-column="verdict">
          <span>{outcome}</span>
        </td>
      </Whole>
      <Whole text={runtime}>
        <td className={text.ellipsis} data-column="runtime">
          {runtime === undefined ? NO_NUMBER : shortRuntime(runtime)}
        </td>
      </Whole>
      <Whole text={host}>
        <td className={text.ellipsis} data-column="machine">
          {host ?? '–'}
        </td>
      </Whole>
      <td data-column="date">
        <When iso={listing.createdAt} />
      </td>
      <td data-column="size">
        {isUnsaved(listing) ? (
          <Tip text="Not saved to disk">
            <button
              type="button"
              className={buttons.small}
              aria-label={`Retry saving ${name}`}
              onClick={() => void saveAgain(app, id)}
            >
              Try again
            </button>
          </Tip>
        ) : (
          formatBytes(listing.bytes)
        )}
      </td>
      <td data-column="actions">
        <button
          type="button"
          className={buttons.small}
          aria-label={`Name and note of ${name}`}
          onClick={() => onNote(listing)}
        >
          Note
        </button>
        <Tip text="Delete">
          <button
            type="button"
            className={buttons.icon}
            aria-label={`Delete ${name}`}
            onClick={() => void remove(app, [id])}
          >
            ×
          </button>
        </Tip>
      </td>
    </tr>
  )
}

/** Marks of a run that matter before it is opened. */
function marksOf(listing: SavedListing): readonly string[] {
  return [
    isUnsaved(listing) ? 'not saved' : undefined,
    listing.imported === undefined ? undefined : 'imported',
    listing.status === 'finished' ? undefined : listing.status,
    factsOf(listing).noisy ? 'noisy' : undefined,
  ].filter((mark) => mark !== undefined)
}

type Unreadable = Extract<RunListing, { status: 'unreadable' }>

function UnreadableRow({ listing, row }: { readonly listing: Unreadable; readonly row: number }) {
  return (
    <tr aria-rowindex={row}>
      <td data-column="chosen">–</td>
      <td data-column="pinned">–</td>
      <th scope="row" data-column="run">
        <span className={`${text.ellipsis} ${text.danger}`}>unreadable</span>
        <small className={text.ellipsis}>{listing.file}</small>
      </th>
      <Whole text={listing.reason}>
        <td data-column="verdict" colSpan={3}>
          <span>{listing.reason}</span>
        </td>
      </Whole>
      <td data-column="date">
        <When iso={listing.createdAt} />
      </td>
      <td data-column="size">{formatBytes(listing.bytes)}</td>
      <td data-column="actions">–</td>
    </tr>
  )
}

function When({ iso }: { readonly iso: string }) {
  return (
    <Whole text={iso}>
      <time dateTime={iso}>{formatWhen(iso)}</time>
    </Whole>
  )
}
