import { storedList } from '../state/stored-list.ts'
import { FunctionFormSchema, type FunctionForm } from './form.ts'

/** Functions that are kept and shown. Chosen: they fit below the list of functions. */
const MAX_RECENT = 5

const stored = storedList('coreglow-functions', FunctionFormSchema, MAX_RECENT)

/** Functions that were run from this browser, with all that was typed, the latest first. */
export function recentFunctions(): readonly FunctionForm[] {
  return stored.read()
}

export function rememberFunction(form: FunctionForm): void {
  const { file, folder, name } = form
  stored.remember(form, (other) => other.file === file && other.folder === folder && other.name === name)
}
