import { evidenceText, NO_FAULT_FINDINGS, placeText, type Finding } from '../contract/finding.ts'
import { numberIfKnown } from '../contract/known.ts'
import type { ProgramRecord } from '../contract/program.ts'
import { programText } from '../contract/saved-record.ts'
import { formatSeconds, formatShare, formatTenths } from '../contract/text.ts'
import { table } from './io.ts'
import type { Style } from './style.ts'
import { threadTable } from './watch-threads.ts'
import { indented } from './wrap.ts'

const MAX_FINDINGS = 3
const MAX_PLACES = 2
const BUSIEST = 3
const MAX_COMMAND = 80

/** The diagnosis of a program, then what it used and what each of its threads did, for the terminal. `folder`: file names below it are relative. */
export function describeProgram(record: ProgramRecord, style: Style, width: number, folder: string): string {
  const { findings, noisy, reasons } = record.diagnosis
  const [first, ...others] = findings.slice(0, MAX_FINDINGS)
  const weaker = findings.length - MAX_FINDINGS
  const parts = [
    first === undefined ? '' : firstFinding(first, style, width, folder),
    ...others.map((finding) => `\n${style.bold(finding.id)}\n${findingText(finding, width, folder)}`),
    weaker > 0 ? `\nand ${weaker} weaker ${weaker === 1 ? 'finding' : 'findings'}\n` : '',
    noisy ? `\n${style.warning('Noisy:')} ${indented(reasons.join(' '), width - NOISY_INDENT, '').trimEnd()}\n` : '',
    `\n${indented(headline(record), width, '')}`,
    threadTable(record, style, width),
    functionsText(record, folder),
  ]
  return printable(parts.join(''))
}

const NOISY_INDENT = 'Noisy: '.length

function firstFinding(finding: Finding, style: Style, width: number, folder: string): string {
  const { id } = finding
  const numbers = evidenceText(finding)
  const title = (NO_FAULT_FINDINGS.has(id) ? style.bold : style.warning)(`coreglow: ${id}`)
  const details = numbers === '' ? '' : style.dim(indented(numbers, width, '  '))
  return `${title}\n${findingText(finding, width, folder, style.bold)}${details}`
}

/** Names and last lines are the program's: no control characters of theirs reach the terminal, but for colours. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}\[[\d;]*m|[^\P{Cc}\n]/gu, (found) => (found.endsWith('m') ? found : ' '))
}

function headline(record: ProgramRecord): string {
  const { wallSeconds, usableCores } = record
  const [cpuSeconds, parallelism] = [numberIfKnown(record.cpuSeconds), numberIfKnown(record.effectiveParallelism)]
  const used =
    cpuSeconds === undefined
      ? 'too short for its CPU time to be measured'
      : `${formatSeconds(cpuSeconds)} of CPU time, ${formatTenths(parallelism)} of ${usableCores} cores busy`
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
  { text, where, suggestion }: Finding,
  width: number,
  folder: string,
  emphasize = (sentence: string) => sentence,
): string {
  return [
    emphasize(indented(text, width, '  ')),
    ...where.slice(0, MAX_PLACES).map((place) => `  at ${placeText(place, folder)}\n`),
    suggestion === undefined ? '' : indented(`What to do: ${suggestion}`, width, '  '),
  ].join('')
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
