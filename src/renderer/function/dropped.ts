import type { App } from '../state/app.ts'
import { showFunctionForm, showProblem } from './actions.ts'
import { scriptKind } from './form.ts'

/**
 * Fills the form of *Your function* with a script that was dropped on the window. A browser gives a page only the name of
 * such a file: the folder is then still to be typed. Returns false for a file that is not a script.
 */
export function fillFunctionFromFile(app: App, file: File): boolean {
  if (scriptKind(file.name) === undefined) return false
  const path = window.coreglow?.pathOf?.(file) ?? ''
  showFunctionForm(app, { file: path === '' ? file.name : path })
  if (path === '') {
    const message = `The browser gives only the name "${file.name}". Type the folder of the file, or its whole path.`
    showProblem(app, { field: 'folder', message })
  }
  return true
}
