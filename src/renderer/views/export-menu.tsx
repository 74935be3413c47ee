import { exportPicture, exportRuns, type ExportFormat } from '../state/actions.ts'
import { useApp } from '../state/app.ts'
import { drawWindow } from '../charts/window-picture.ts'
import type { ShownRun } from '../state/runs.ts'
import { Menu, MenuItem } from './menu.tsx'

const FORMATS: readonly { readonly format: ExportFormat; readonly label: string; readonly note: string }[] = [
  { format: 'card-png', label: 'Run card PNG', note: '1920 × 1080, for slides' },
  { format: 'card-svg', label: 'Run card SVG', note: 'the same, sharp at any size' },
  { format: 'csv-results', label: 'CSV of results', note: 'a row per worker and trial' },
  { format: 'csv-samples', label: 'CSV of samples', note: 'every core and task, every tick' },
  { format: 'json', label: 'JSON', note: 'the whole run' },
]

export function ExportMenu({ shown }: { readonly shown: readonly ShownRun[] }) {
  const app = useApp()
  const ids = shown.flatMap(({ record, saved }) => (record !== undefined && saved?.ok !== false ? record.id : []))
  return (
    <Menu label="Export" className="end" button="Export">
      {(close) => (
        <>
          <MenuItem
            note="this screen as it stands"
            onSelect={() => {
              close()
              void exportPicture(app, drawWindow)
            }}
          >
            Window picture PNG
          </MenuItem>
          {FORMATS.map(({ format, label, note }) => (
            <MenuItem
              key={format}
              note={ids.length === 0 ? 'when a run is finished' : note}
              disabled={ids.length === 0}
              onSelect={() => {
                close()
                void exportRuns(app, ids, format)
              }}
            >
              {label}
            </MenuItem>
          ))}
        </>
      )}
    </Menu>
  )
}
