import * as v from 'valibot'
import type { Outline } from '../../contract/function.ts'

/** Where the inputs come from: a name in the module, a list that is typed, or the numbers from 0. */
export const INPUT_KINDS = ['items', 'json', 'count'] as const
export type InputKind = (typeof INPUT_KINDS)[number]

export const FunctionFormSchema = v.object({
  file: v.string(),
  folder: v.string(),
  /** Empty for `work`, or the first function of a file without one. */
  name: v.string(),
  inputKind: v.picklist(INPUT_KINDS),
  /** Empty for ITEMS, or the first list of a file without it. */
  items: v.string(),
  json: v.string(),
  count: v.string(),
  /** Id of a runtime; empty for the interpreter of the file's project. */
  runtime: v.string(),
  /** Missing for the defaults. */
  models: v.optional(v.array(v.string())),
  workers: v.optional(v.number()),
  repeat: v.optional(v.number()),
  /** Empty for `auto`. */
  chunk: v.string(),
  timeout: v.string(),
  sweep: v.boolean(),
})
/** What is typed and chosen in the form of a function; empty texts are the defaults. */
export type FunctionForm = Readonly<v.InferOutput<typeof FunctionFormSchema>>
export type FunctionField = keyof FunctionForm

/** What was wrong, and with which field. */
export interface FunctionProblem {
  readonly field: FunctionField | undefined
  readonly message: string
}

export const EMPTY_FUNCTION: FunctionForm = {
  file: '',
  folder: '',
  name: '',
  inputKind: 'items',
  items: '',
  json: '',
  count: '',
  runtime: '',
  chunk: '',
  timeout: '',
  sweep: false,
}

/** The function that is chosen, or else `work`, or the first of the file. One that is chosen may no longer be there. */
export function chosenName({ name }: Pick<FunctionForm, 'name'>, outline: Outline | undefined): string | undefined {
  if (name !== '') return name
  const names = outline?.functions.map((found) => found.name) ?? []
  return names.includes('work') ? 'work' : names[0]
}

/** The name of the inputs that is chosen, or else the file's first. */
export function chosenItems({ items }: Pick<FunctionForm, 'items'>, outline: Outline | undefined): string | undefined {
  return items === '' ? outline?.items[0] : items
}

/** The form after a change. What was chosen in a file goes with it, and the models with their interpreter. */
export function changedForm(form: FunctionForm, change: Partial<FunctionForm>): FunctionForm {
  const isOther = change.file !== undefined && change.file.trim() !== form.file.trim()
  const isOtherRuntime = change.runtime !== undefined && change.runtime !== form.runtime
  return {
    ...form,
    ...(isOther ? { name: '', items: '', runtime: '' } : {}),
    ...(isOther || isOtherRuntime ? { models: undefined } : {}),
    ...change,
  }
}

export type ScriptKind = 'cpython' | 'node'

/** Which kind of interpreter runs a file, by its name; undefined for a file that is not a script. */
export function scriptKind(file: string): ScriptKind | undefined {
  if (/\.py$/iu.test(file.trim())) return 'cpython'
  return /\.m?js$/iu.test(file.trim()) ? 'node' : undefined
}
