import { useEffect, useState } from 'react'
import { openFiles } from '../state/history-actions.ts'
import { fillFromFile } from '../program/dropped.ts'
import { useApp } from '../state/app.ts'
import styles from './drop-zone.module.css'

/** A file with runs, or a script to be watched, may be dropped anywhere on the window. */
export function DropZone() {
  const app = useApp()
  const [over, setOver] = useState(false)
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
      if (first !== undefined && !fillFromFile(app, first)) void openFiles(app, files)
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
        <b>Drop here</b> a script to watch it, or files with runs to open them.
      </p>
    </div>
  ) : undefined
}
