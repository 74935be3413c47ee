import { placeText } from '../contract/finding.ts'
import { numberIfKnown } from '../contract/known.ts'
import type { ProgramRecord } from '../contract/program.ts'
import { programText } from '../contract/saved-record.ts'
import { formatSeconds, formatShare, formatTenths } from '../contract/text.ts'
import { describeDiagnosis, MAX_PLACES } from './findings-text.ts'
import { table } from './io.ts'
import { printable } from './printable.ts'
import type { Style } from './style.ts'
import { threadTable } from './watch-threads.ts'
import { indented } from './wrap.ts'

const BUSIEST = 3
const MAX_COMMAND = 80

/** The diagnosis of a program, then what it used and what each of its threads did, for the terminal. `folder`: file names below it are relative. */
export function describeProgram(record: ProgramRecord, style: Style, width: number, folder: string): string {
  const parts = [
    describeDiagnosis(record.diagnosis, style, width, folder),
    `\n${indented(headline(record), width, '')}`,
    threadTable(record, style, width),
    functionsText(record, folder),
  ]
  return printable(parts.join(''))
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
