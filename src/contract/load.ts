import * as v from 'valibot'
import { NO_NUMBER } from './text.ts'

/** The programs behind a part, by name, most CPU time first. Names are the system's; at most `MAX_PROGRAMS` of them. */
const ProgramLoadSchema = v.object({
  name: v.string(),
  /** Cores' worth of CPU time: CPU seconds over the seconds of the run. */
  cores: v.number(),
})
export type ProgramLoad = v.InferOutput<typeof ProgramLoadSchema>

export const LOAD_PARTS = [
  'watched',
  'workers',
  'interpreters',
  'coreglow',
  'browser',
  'programs',
  'kernel',
  'interrupts',
  'hypervisor',
] as const

/** One user of CPU time, in cores' worth of it. */
const LoadPartSchema = v.object({
  part: v.picklist(LOAD_PARTS),
  cores: v.union([v.number(), v.object({ missing: v.string() })]),
  programs: v.array(ProgramLoadSchema),
})
export type LoadPart = v.InferOutput<typeof LoadPartSchema>

/**
 * Who used the cores between the first and the last moment of a run. Every part is measured by itself, so that the
 * difference between their sum and the total, `unattributed`, says how far they can be trusted: CPU time of processes
 * that nobody can see or that were gone before they were seen, and the rounding of clock ticks (then also below 0).
 */
export const LoadSchema = v.object({
  seconds: v.number(),
  /** Cores' worth of time in which the cores were not idle, the hypervisor's part included. */
  total: v.number(),
  parts: v.array(LoadPartSchema),
  unattributed: v.number(),
})
export type Load = v.InferOutput<typeof LoadSchema>

/** Programs that a part lists by name. More would not fit a line. */
export const MAX_PROGRAMS = 5

const LABELS: Readonly<Record<LoadPart['part'], string>> = {
  watched: 'Watched processes',
  workers: 'Workers',
  interpreters: 'Interpreters and their helpers',
  coreglow: 'Coreglow',
  browser: 'Your browser',
  programs: 'Other programs',
  kernel: 'Kernel threads',
  interrupts: 'Interrupts',
  hypervisor: 'Hypervisor',
}

/** A row of the table "who used the cores", as texts. */
export interface LoadRow {
  readonly label: string
  /** "0.21"; a dash where it is missing. */
  readonly cores: string
  /** "chromium 0.21, ...", or why it is missing. */
  readonly detail: string
}

/** A row for each part, then what could not be attributed and the total. */
export function loadRows({ parts, unattributed, total }: Load): LoadRow[] {
  return [
    ...parts.map(({ part, cores, programs }) => ({
      label: LABELS[part],
      cores: typeof cores === 'number' ? cores.toFixed(2) : NO_NUMBER,
      detail:
        typeof cores === 'number'
          ? programs.map((program) => `${program.name} ${program.cores.toFixed(2)}`).join(', ')
          : cores.missing,
    })),
    { label: 'Not attributed', cores: signed(unattributed), detail: '' },
    { label: 'Total', cores: total.toFixed(2), detail: '' },
  ]
}

/** The table in a line, for the terminal. */
export function describeLoad(load: Load): string {
  const rows = loadRows(load).map(({ label, cores, detail }) => `${label} ${cores}${detail && ` (${detail})`}`)
  return `Cores used: ${rows.join('; ')}.`
}

/** Zero without a sign. */
function signed(cores: number): string {
  const text = cores.toFixed(2)
  return text === '-0.00' ? '0.00' : text
}

/** Cores' worth of CPU time of a part; undefined where it is missing. */
export function coresOfPart({ parts }: Load, part: LoadPart['part']): number | undefined {
  const cores = parts.find((candidate) => candidate.part === part)?.cores
  return typeof cores === 'number' ? cores : undefined
}
