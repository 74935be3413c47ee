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
      <td>
        <input
          type="checkbox"
          aria-label={`Select ${name}`}
          checked={chosen}
          onChange={({ target }) => onChoose(id, target.checked)}
        />
      </td>
      <td>
        <button
          type="button"
          className="icon pin"
          aria-pressed={pinned}
          aria-label={`Pin ${name}`}
          title={pinned ? 'Pinned to the top' : 'Pin to the top'}
          onClick={() => void annotate(app, { id, pinned: !pinned })}
        >
          {pinned ? '★' : '☆'}
        </button>
      </td>
      <th scope="row" className="run">
        <button type="button" className="open ellipsis" title={`Open ${name}`} onClick={() => void openSaved(app, id)}>
          {name}
        </button>
        <small className="ellipsis">
          {marks.map((mark) => (
            <em key={mark}>{mark}</em>
          ))}
          <span title={note}>{note ?? (listing.name === undefined ? experiment : listing.title)}</span>
        </small>
      </th>
      <td className="verdict-of" title={outcome}>
        <span>{outcome}</span>
      </td>
      <td className="runtime ellipsis" title={runtime}>
        {runtime === undefined ? NO_NUMBER : shortRuntime(runtime)}
      </td>
      <td className="machine ellipsis" title={host}>
        {host ?? '–'}
      </td>
      <td className="date">
        <When iso={listing.createdAt} />
      </td>
      <td className="size">
        {isUnsaved(listing) ? (
          <button
            type="button"
            className="button small"
            title="Not saved to disk"
            aria-label={`Retry saving ${name}`}
            onClick={() => void saveAgain(app, id)}
          >
            Try again
          </button>
        ) : (
          formatBytes(listing.bytes)
        )}
      </td>
      <td className="actions">
        <button
          type="button"
          className="button small"
          aria-label={`Name and note of ${name}`}
          onClick={() => onNote(listing)}
        >
          Note
        </button>
        <button
          type="button"
          className="icon"
          aria-label={`Delete ${name}`}
          title="Delete"
          onClick={() => void remove(app, [id])}
        >
          ×
        </button>
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
    <tr aria-rowindex={row} className="unreadable">
      <td>–</td>
      <td>–</td>
      <th scope="row" className="run">
        <span className="ellipsis">unreadable</span>
        <small className="ellipsis">{listing.file}</small>
      </th>
      <td className="verdict-of" colSpan={3} title={listing.reason}>
        <span>{listing.reason}</span>
      </td>
      <td className="date">
        <When iso={listing.createdAt} />
      </td>
      <td className="size">{formatBytes(listing.bytes)}</td>
      <td className="actions">–</td>
    </tr>
  )
}

function When({ iso }: { readonly iso: string }) {
  return (
    <time dateTime={iso} title={iso}>
      {formatWhen(iso)}
    </time>
  )
}
