import { Fragment } from 'react'
import { exportPicture, exportRuns, type ExportFormat } from '../state/actions.ts'
import { useApp, useAppState } from '../state/app.ts'
import { windowPicture } from '../charts/window-picture.ts'
import type { ShownRun } from '../state/runs.ts'
import { openedProgram } from '../state/store.ts'
import { Menu, MenuItem, MenuLine } from '../components/menu.tsx'

interface Offer {
  readonly format: ExportFormat
  readonly label: string
  readonly note: string
}

/** Export formats in three groups: to show, to share, to work with. */
const GROUPS: readonly (readonly Offer[])[] = [
  [
    { format: 'card-png', label: 'Run card PNG', note: '1920 × 1080, for slides' },
    { format: 'card-svg', label: 'Run card SVG', note: 'the same, sharp at any size' },
    { format: 'square-png', label: 'Square card PNG', note: '1200 × 1200, for posts' },
    { format: 'square-svg', label: 'Square card SVG', note: 'the same, sharp at any size' },
    { format: 'webm', label: 'Video WebM', note: 'the cores during the run' },
  ],
  [
    { format: 'pdf', label: 'PDF page', note: 'A4, to print or send' },
    { format: 'html', label: 'Report HTML', note: 'one file with its data, readable offline' },
    { format: 'trace', label: 'Perfetto trace', note: 'threads, GIL and cores, for ui.perfetto.dev' },
  ],
  [
    { format: 'csv-results', label: 'CSV of results', note: 'one row per worker and trial' },
    { format: 'csv-spans', label: 'CSV of spans', note: 'when each worker ran and held the GIL' },
    { format: 'csv-samples', label: 'CSV of samples', note: 'every core and task at every sample' },
    { format: 'json', label: 'JSON', note: 'the whole run, can be imported again' },
  ],
]

export function ExportMenu({ shown }: { readonly shown: readonly ShownRun[] }) {
  const app = useApp()
  const program = useAppState((state) => (state.page === 'program' ? openedProgram(state) : undefined))
  const runs = program === undefined ? shown.flatMap(({ record }) => record ?? []) : [program]
  const unsaved = new Set(shown.flatMap(({ record, saved }) => (saved?.ok === false ? (record?.id ?? []) : [])))
  const ids = runs.map(({ id }) => id).filter((id) => !unsaved.has(id))
  return (
    <Menu button="Export" align="end" command="export">
      <MenuItem
        isFlat
        note="this screen as it is now"
        onSelect={() => void exportPicture(app, (taken) => windowPicture(taken, runs))}
      >
        Window picture PNG
      </MenuItem>
      {GROUPS.map((group, i) => (
        <Fragment key={group[0]!.format}>
          {i > 0 && <MenuLine />}
          {group.map(({ format, label, note }) => (
            <MenuItem
              key={format}
              isFlat
              note={ids.length === 0 ? 'available after a run' : note}
              disabled={ids.length === 0}
              onSelect={() => void exportRuns(app, ids, format)}
            >
              {label}
            </MenuItem>
          ))}
        </Fragment>
      ))}
    </Menu>
  )
}
