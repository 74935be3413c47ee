import type { Runtime } from '../../contract/experiment.ts'
import { LIMITS } from '../../contract/limits.ts'
import type { ProgramRecord, ProgramRequest } from '../../contract/program.ts'
import {
  interpreterOf,
  parseCommand,
  parseEnvironment,
  quoteCommand,
  withInterpreter,
  type Parsed,
} from './command-line.ts'

/** What is typed in the form of a program; empty texts are the defaults. */
export interface ProgramForm {
  readonly command: string
  readonly folder: string
  /** Lines such as `NAME=value`. */
  readonly environment: string
  /** Id of a runtime; empty for the interpreter that the command names. */
  readonly runtime: string
  readonly rate: string
  readonly gilRate: string
  readonly seconds: string
  readonly functions: boolean
}

export type FormField = Exclude<keyof ProgramForm, 'functions'> | 'pid'

/** What was wrong, and with which field. */
export interface FormProblem {
  readonly field: FormField | undefined
  readonly message: string
}

export const EMPTY_FORM: ProgramForm = {
  command: '',
  folder: '',
  environment: '',
  runtime: '',
  rate: '',
  gilRate: '',
  seconds: '',
  functions: true,
}

/** Samples of threads and GILs a second. The maximum resolves turns of a millisecond. */
export const GIL_RATE = { default: 200, min: 1, max: 1000 } as const

/** Arguments that the form runs, with the interpreter that is chosen. */
export function commandOf(
  { command, runtime }: Pick<ProgramForm, 'command' | 'runtime'>,
  runtimes: readonly Runtime[],
): Parsed<readonly string[]> {
  const parsed = parseCommand(command)
  const chosen = runtimes.find(({ id }) => id === runtime)
  if ('problem' in parsed || chosen === undefined || interpreterOf(parsed.value) === undefined) return parsed
  return { value: withInterpreter(parsed.value, chosen) }
}

/** Interpreters that can run a command: all of the kind that it names. */
export function runtimesFor(command: string, runtimes: readonly Runtime[]): readonly Runtime[] {
  const parsed = parseCommand(command)
  const kind = 'problem' in parsed ? undefined : interpreterOf(parsed.value)
  if (kind === undefined) return []
  return runtimes.filter((runtime) => runtime.status === 'ok' && (runtime.kind === 'node') === (kind === 'node'))
}

type Read = { readonly value: ProgramRequest } | { readonly problem: FormProblem }

function wrong(field: FormField, message: string): { readonly problem: FormProblem } {
  return { problem: { field, message } }
}

/** The request that the form makes, or what is wrong with it. */
export function requestOf(form: ProgramForm, runtimes: readonly Runtime[]): Read {
  const command = commandOf(form, runtimes)
  if ('problem' in command) return wrong('command', command.problem)
  const environment = parseEnvironment(form.environment)
  if ('problem' in environment) return wrong('environment', environment.problem)
  const options = optionsOf(form)
  if ('problem' in options) return options
  const folder = form.folder.trim()
  return {
    value: {
      ...options.value,
      target: {
        type: 'start',
        command: [...command.value],
        ...(folder === '' ? {} : { folder }),
        ...(Object.keys(environment.value).length === 0 ? {} : { environment: { ...environment.value } }),
        output: 'capture',
      },
    },
  }
}

type Options = Omit<ProgramRequest, 'target'>

/** Rates and duration, which a program that is attached to has too. */
export function optionsOf(form: ProgramForm): { readonly value: Options } | { readonly problem: FormProblem } {
  const numbers = [
    ['rate', form.rate, LIMITS.rate],
    ['gilRate', form.gilRate, GIL_RATE],
    ['seconds', form.seconds, { min: 0.1, max: Infinity }],
  ] as const
  const read: Record<string, number> = {}
  for (const [field, text, { min, max }] of numbers) {
    if (text.trim() === '') continue
    const number = Number(text)
    if (!(number >= min && number <= max)) {
      const range = max === Infinity ? `at least ${min}` : `from ${min} to ${max}`
      return { problem: { field, message: `"${text.trim()}" is not a number ${range}.` } }
    }
    read[field] = number
  }
  return { value: { ...read, ...(form.functions ? {} : { functions: false }) } }
}

const FIELDS: readonly (readonly [part: string, field: FormField])[] = [
  ['command', 'command'],
  ['folder', 'folder'],
  ['environment', 'environment'],
  ['pid', 'pid'],
  ['gilRate', 'gilRate'],
  ['rate', 'rate'],
  ['seconds', 'seconds'],
]

/** The field that an error of the engine is about, by its path: "params.target.command". */
export function fieldOf(path: string | undefined): FormField | undefined {
  const parts = path?.split('.') ?? []
  return FIELDS.find(([part]) => parts.some((name) => name === part))?.[1]
}

/** The form that starts a saved program again. */
export function formOf({ program }: Pick<ProgramRecord, 'program'>): Partial<ProgramForm> {
  return { command: quoteCommand(program.command), folder: program.folder ?? '', runtime: '' }
}
