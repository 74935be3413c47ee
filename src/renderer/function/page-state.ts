import { FUNCTION_EXPERIMENT, type Outline } from '../../contract/function.ts'
import { EMPTY_FUNCTION, type FunctionForm, type FunctionProblem } from './form.ts'

/** What the file of the form contains; `outline` is missing while it is read. */
export interface ShownOutline {
  readonly file: string
  readonly folder: string
  readonly outline?: Outline
}

/** The page *Your function*, apart from its run. */
export interface FunctionPageState {
  readonly form: FunctionForm
  readonly problem?: FunctionProblem | undefined
  readonly outline?: ShownOutline | undefined
  /** The form is shown; else the latest run. */
  readonly isEditing: boolean
}

export const NEW_FUNCTION: FunctionPageState = { form: EMPTY_FUNCTION, isEditing: true }

/** What stands for an experiment in rows and pictures of the function's runs. */
export const FUNCTION_ENTRY = { id: FUNCTION_EXPERIMENT, name: 'Your function' } as const
