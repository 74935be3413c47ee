import { useEffect, useState } from 'react'
import { openFiles } from '../state/history-actions.ts'
import { fillFunctionFromFile } from '../function/dropped.ts'
import { fillFromFile } from '../program/dropped.ts'
import { useApp, useAppState } from '../state/app.ts'
import styles from './drop-zone.module.css'

/** A file with runs, or a script to be watched or tried, may be dropped anywhere on the window. */
export function DropZone() {
  const app = useApp()
  const [over, setOver] = useState(false)
  const verb = useAppState(({ page }) => (page === 'function' ? 'try' : 'watch'))
  useEffect(() => {
    const onDrag = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes('Files') !== true) return
      event.preventDefault()
      setOver(event.type === 'dragover')
    }
    const onDrop = (event: DragEvent) => {
      onDrag(event)
      const files = [...(event.dataTransfer?.files ?? [])]
      const [first] = files
      const fill = app.store.getState().page === 'function' ? fillFunctionFromFile : fillFromFile
      if (first !== undefined && !fill(app, first)) void openFiles(app, files)
    }
    // Leaving one element for another is no leaving of the window.
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false)
    }
    addEventListener('dragover', onDrag)
    addEventListener('dragleave', onLeave)
    addEventListener('drop', onDrop)
    return () => {
      removeEventListener('dragover', onDrag)
      removeEventListener('dragleave', onLeave)
      removeEventListener('drop', onDrop)
    }
  }, [app])
  return over ? (
    <div className={styles.zone}>
      <p>
        <b>Drop here</b> a script to {verb} it, or files with runs to open them.
      </p>
    </div>
  ) : undefined
}
