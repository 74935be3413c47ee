import { FUNCTION_EXPERIMENT, type FunctionRequest, type Outline } from '../../contract/function.ts'
import { ITEM_TIMEOUT, MAX_ITEMS } from '../../contract/limits.ts'
import type { RunPlan, RunRequest } from '../../contract/run.ts'
import { readNumber } from '../state/parameters.ts'
import { chosenItems, chosenName, type FunctionField, type FunctionForm, type FunctionProblem } from './form.ts'

const NUMBERS = {
  count: { label: 'Numbers', unit: '', kind: 'integer', min: 1, max: MAX_ITEMS },
  chunk: { label: 'Chunk', unit: '', kind: 'integer', min: 1, max: MAX_ITEMS },
  timeout: { label: 'Item timeout', unit: 's', kind: 'number', min: ITEM_TIMEOUT.min, max: ITEM_TIMEOUT.max },
} as const

/** Values of a run that the form does not hold itself. */
export interface RunDefaults {
  readonly workers: number
  readonly repeat: number
  readonly rate: number | undefined
}

type Read = { readonly value: RunRequest } | { readonly problem: FunctionProblem }

/** The request that the form makes, or what is wrong with it. */
export function functionRequestOf(form: FunctionForm, outline: Outline | undefined, defaults: RunDefaults): Read {
  const numbers: { -readonly [K in keyof typeof NUMBERS]?: number } = {}
  for (const field of ['count', 'chunk', 'timeout'] as const) {
    const isUsed = field === 'count' ? form.inputKind === 'count' : form[field].trim() !== ''
    if (!isUsed) continue
    const read = readNumber(NUMBERS[field], form[field])
    if (typeof read === 'string') return { problem: { field, message: read } }
    numbers[field] = read
  }
  const { file, folder, json, inputKind, runtime, models, sweep } = form
  const name = chosenName(form, outline)
  const items = inputKind === 'items' ? chosenItems(form, outline) : undefined
  const request: FunctionRequest = {
    file: file.trim(),
    ...(name === undefined ? {} : { name }),
    ...(folder.trim() === '' ? {} : { folder: folder.trim() }),
    ...(items === undefined ? {} : { items }),
    ...(inputKind === 'json' ? { inputs: json } : {}),
    ...numbers,
    ...(sweep ? { sweep } : {}),
  }
  return {
    value: {
      experiment: FUNCTION_EXPERIMENT,
      ...(runtime === '' ? {} : { runtime }),
      ...(models === undefined ? {} : { models: [...models] }),
      workers: form.workers ?? defaults.workers,
      repeat: form.repeat ?? defaults.repeat,
      rate: defaults.rate,
      function: request,
    },
  }
}

const FIELDS: Readonly<Record<string, FunctionField>> = {
  file: 'file',
  name: 'name',
  folder: 'folder',
  items: 'items',
  inputs: 'json',
  count: 'count',
  chunk: 'chunk',
  timeout: 'timeout',
  runtime: 'runtime',
  models: 'models',
  workers: 'workers',
  repeat: 'repeat',
}

/** The field that an error of the engine is about, by its path: "params.function.file". */
export function functionFieldOf(path: string | undefined): FunctionField | undefined {
  return path?.split('.').flatMap((part) => FIELDS[part] ?? [])[0]
}

/** The form that makes the run of a plan again. */
export function functionFormOf(plan: RunPlan): FunctionForm | undefined {
  if (plan.function === undefined) return undefined
  const { file, request } = plan.function
  const { name = plan.function.name, folder, items, inputs, count, chunk, timeout, sweep = false } = request
  const inputKind = inputs === undefined ? (count === undefined ? 'items' : 'count') : 'json'
  return {
    // Without a folder, a relative path was relative to where the engine was started.
    file: folder === undefined ? file : request.file,
    folder: folder ?? '',
    name,
    inputKind,
    items: items ?? '',
    json: inputs ?? '',
    count: count?.toString() ?? '',
    runtime: plan.runtime,
    models: plan.models,
    workers: plan.workers,
    repeat: plan.repeat,
    chunk: chunk === undefined || chunk === 'auto' ? '' : String(chunk),
    timeout: timeout?.toString() ?? '',
    sweep,
  }
}
