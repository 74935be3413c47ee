import type { App } from '../state/app.ts'
import { showForm } from './actions.ts'
import { commandForFile } from './command-line.ts'

/**
 * Fills the form with the command of a script that was dropped on the window. A browser gives a page only the name of such a
 * file: the folder is then still to be typed. Returns false for a file that is not a script.
 */
export function fillFromFile(app: App, file: File): boolean {
  const path = window.coreglow?.pathOf?.(file) ?? ''
  const command = commandForFile(path === '' ? file.name : path)
  if (command === undefined) return false
  showForm(app, { command, runtime: '' })
  if (path === '') {
    const message = `The browser gives only the name "${file.name}". Type the folder of the file, or its whole path.`
    app.store.setState({ programProblem: { field: 'folder', message } })
  }
  return true
}
