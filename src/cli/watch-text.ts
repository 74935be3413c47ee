import { ACTIVITY_GROUP_LABELS, ACTIVITY_GROUPS } from '../contract/activity-palette.ts'
import { placeText, type Finding } from '../contract/finding.ts'
import type { ProcessSummary, ProgramRecord, ThreadSummary } from '../contract/program.ts'
import { programText } from '../contract/saved-record.ts'
import { formatIn, formatSeconds, formatShare, formatTenths } from '../contract/text.ts'
import { groupShares, statesText } from '../contract/thread-states.ts'
import { table } from './io.ts'
import { bar, SIGNS, type Style } from './style.ts'
import { indented } from './wrap.ts'

const MAX_FINDINGS = 6
/** More rows than a screen has help nobody: the record has all. */
const MAX_THREADS = 24
const MAX_PLACES = 3
const BUSIEST = 3
const MAX_COMMAND = 80
const BAR_WIDTH = 16
const NO_BAR = ' '.repeat(BAR_WIDTH)

/** The diagnosis of a program and what each of its threads did, for the terminal. `folder`: file names below it are relative. */
export function describeProgram(record: ProgramRecord, style: Style, width: number, folder: string): string {
  const { findings, noisy, reasons } = record.diagnosis
  const shown = findings.slice(0, MAX_FINDINGS)
  const parts = [
    `${style.bold('coreglow:')} ${headline(record)}\n`,
    ...shown.map((finding) => `\n${findingText(finding, style, width, folder)}`),
    ...(findings.length > shown.length ? [`\nand ${findings.length - shown.length} weaker findings\n`] : []),
    ...(noisy ? [`\n${style.warning('Noisy:')} ${reasons.join(' ')}\n`] : []),
    `\n${threadsText(record, style)}`,
    functionsText(record, folder),
  ]
  return printable(parts.join(''))
}

/** Names and last lines are the program's: no control characters of theirs reach the terminal, but for colours. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}\[[\d;]*m|[^\P{Cc}\n]/gu, (found) => (found.endsWith('m') ? found : ' '))
}

function headline(record: ProgramRecord): string {
  const { wallSeconds, cpuSeconds, effectiveParallelism, usableCores } = record
  const used = `${formatSeconds(cpuSeconds)} of CPU time, ${formatTenths(effectiveParallelism)} of ${usableCores} cores busy`
  return `${shortened(programText(record))}: ${endText(record)} ${formatSeconds(wallSeconds)}, ${used}`
}

/** A script on the command line would fill the screen. */
function shortened(command: string): string {
  const line = command.replaceAll('\n', ' ')
  return line.length > MAX_COMMAND ? `${line.slice(0, MAX_COMMAND - 1)}…` : line
}

function endText({ program: { exitCode, signal } }: ProgramRecord): string {
  if (signal !== null) return `ended by ${signal} after`
  return exitCode === null ? 'watched for' : `ended with exit code ${exitCode} after`
}

function findingText(
  { id, text, evidence, where, suggestion }: Finding,
  style: Style,
  width: number,
  folder: string,
): string {
  const numbers = evidence.map(({ label, value, unit }) => `${label} ${formatIn(unit, value)}`).join(' · ')
  const parts = [
    indented(text, width, '  '),
    ...where.slice(0, MAX_PLACES).map((place) => `  at ${placeText(place, folder)}\n`),
    suggestion === undefined ? '' : indented(`What to do: ${suggestion}`, width, '  '),
    numbers === '' ? '' : style.dim(indented(numbers, width, '  ')),
  ]
  return `${style.bold(id)}\n${parts.join('')}`
}

interface Row {
  readonly bar: string
  readonly cells: readonly string[]
}

const HEADS = ['THREAD', 'PID/TID', 'CPU TIME', 'WHAT IT DID']

/** The busiest threads of all, below their processes. */
function threadsText(record: ProgramRecord, style: Style): string {
  const busiest = record.threads.toSorted((a, b) => b.cpuSeconds - a.cpuSeconds).slice(0, MAX_THREADS)
  const rows = record.processes.flatMap((process): Row[] => {
    const threads = busiest.filter(({ pid }) => pid === process.pid)
    if (threads.length === 0) return []
    return [{ bar: NO_BAR, cells: processCells(process, record) }, ...threads.map((thread) => threadRow(thread, style))]
  })
  const lines = table([HEADS, ...rows.map(({ cells }) => cells)], [2]).split('\n')
  const more = record.threads.length - busiest.length
  return [
    ...[NO_BAR, ...rows.map((row) => row.bar)].map((cells, index) => `${cells}  ${lines[index]}\n`),
    more > 0 ? `and ${more} more threads: coreglow export ${record.id} --format html --output FILE\n` : '',
    legend(record, style),
  ].join('')
}

function processCells(process: ProcessSummary, { interpreters }: ProgramRecord): readonly string[] {
  const { pid, name, cpuSeconds, python, runtime, missing } = process
  const held = interpreters.flatMap(({ pid: owner, id, gilHeldShare }) =>
    owner === pid && typeof gilHeldShare === 'number'
      ? [`GIL${id === 0 ? '' : ` of interpreter ${id}`} held ${formatShare(gilHeldShare)}`]
      : [],
  )
  const kind = python === undefined ? runtime : `Python ${python.version}, GIL ${python.gil}`
  return [name, String(pid), formatSeconds(cpuSeconds), [kind, ...held, missing].filter(Boolean).join(', ')]
}

function threadRow({ tid, name, cpuSeconds, states, missing }: ThreadSummary, style: Style): Row {
  const did = [statesText(states, 3), missing].filter(Boolean).join('; ')
  return {
    bar: bar(groupShares(states), BAR_WIDTH, style),
    cells: [`  ${name}`, `  ${tid}`, formatSeconds(cpuSeconds), did],
  }
}

function legend({ threads }: ProgramRecord, style: Style): string {
  const seen = new Set(threads.flatMap(({ states }) => Object.keys(groupShares(states))))
  const words = ACTIVITY_GROUPS.filter((group) => seen.has(group)).map(
    (group) => `${style.group(group, SIGNS[group])} ${ACTIVITY_GROUP_LABELS[group]}`,
  )
  return words.length === 0 ? '' : `${words.join('  ')}\n`
}

function functionsText({ threads }: ProgramRecord, folder: string): string {
  const busiest = threads
    .filter(({ functions }) => functions.length > 0)
    .toSorted((a, b) => b.cpuSeconds - a.cpuSeconds)
    .slice(0, BUSIEST)
  const rows = busiest.flatMap(({ name, functions }) =>
    functions
      .slice(0, MAX_PLACES)
      .map((place, index) => [index === 0 ? name : '', formatShare(place.share), placeText(place, folder)]),
  )
  return rows.length === 0 ? '' : `\n${table([['BUSIEST', 'SAMPLES', 'FUNCTION'], ...rows], [1])}`
}
