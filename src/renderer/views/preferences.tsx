import { useState } from 'react'
import { useAppState } from '../state/app.ts'
import { PreferencesDialog } from './preferences-dialog.tsx'
import buttons from '../components/button.module.css'

export function PreferencesButton() {
  const stored = useAppState((state) => state.stored)
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        className={buttons.small}
        data-command="preferences"
        aria-haspopup="dialog"
        disabled={stored === undefined}
        onClick={() => setOpen(true)}
      >
        Preferences
      </button>
      {isOpen && stored !== undefined && <PreferencesDialog stored={stored} onClose={() => setOpen(false)} />}
    </>
  )
}
