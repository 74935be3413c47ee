import { placeText } from '../../contract/finding.ts'
import { numberIfKnown } from '../../contract/known.ts'
import type { InterpreterSummary, ProcessSummary, ProgramRecord, ThreadSummary } from '../../contract/program.ts'
import { gilHolds, interpreterName } from '../../contract/process-text.ts'
import { programText } from '../../contract/saved-record.ts'
import { formatIn, formatSeconds, formatShare, formatTenths } from '../../contract/text.ts'
import { statesText } from '../../contract/thread-states.ts'

/** Sentence on what was measured, and on how the program ended. */
export function programSentence(record: ProgramRecord): string {
  const { wallSeconds, cpuSeconds, effectiveParallelism, usableCores } = record
  const took = `in ${formatSeconds(wallSeconds)}`
  const used =
    typeof cpuSeconds === 'number'
      ? `used ${formatSeconds(cpuSeconds)} of CPU time ${took}: ${formatTenths(numberIfKnown(effectiveParallelism))} of ${usableCores} usable cores were busy with it on average`
      : `was over ${took}; its CPU time is not known: ${cpuSeconds.missing}`
  return `${programText(record)} ${used}.${endSentence(record)}`
}

function endSentence({ program: { exitCode, signal } }: ProgramRecord): string {
  if (signal !== null) return ` It was ended by ${signal}.`
  return exitCode === null || exitCode === 0 ? '' : ` It ended with exit code ${exitCode}.`
}

/** Threads of the program, those with most CPU time first. */
export function busiestThreads({ threads }: ProgramRecord): readonly ThreadSummary[] {
  return threads.toSorted((a, b) => b.cpuSeconds - a.cpuSeconds)
}

export const THREAD_HEADS = ['thread', 'pid / tid', 'CPU time', 'states, share of its life', 'most often in'] as const

/** A row for each thread, with a cell for each of `THREAD_HEADS`. */
export function threadTable(record: ProgramRecord): readonly (readonly string[])[] {
  return busiestThreads(record).map(({ pid, tid, name, cpuSeconds, states, functions: [place], missing }) => [
    name,
    `${pid} / ${tid}`,
    formatSeconds(cpuSeconds),
    [statesText(states, 3), missing].filter(Boolean).join('; '),
    place === undefined ? '' : `${placeText(place, record.program.folder)} ${formatShare(place.share)}`,
  ])
}

export const PROCESS_HEADS = ['process', 'pid', 'parent', 'CPU time', 'read', 'written', 'interpreter', 'end'] as const

/** A row for each process, with a cell for each of `PROCESS_HEADS`. */
export function processTable({ processes, interpreters }: ProgramRecord): readonly (readonly string[])[] {
  return processes.map((process) => [
    process.name,
    String(process.pid),
    process.parentPid === undefined ? '' : String(process.parentPid),
    formatSeconds(process.cpuSeconds),
    bytesText(process.readBytes, process.reads),
    bytesText(process.writtenBytes, process.writes),
    interpreterText(process, interpreters),
    exitText(process),
  ])
}

type Count = ProcessSummary['readBytes']

/** "12.3 MB in 1,234 calls" */
function bytesText(bytes: Count, calls: Count): string {
  if (typeof bytes !== 'number') return bytes.missing
  return typeof calls === 'number' ? `${formatIn('B', bytes)} in ${formatIn('', calls)} calls` : formatIn('B', bytes)
}

function interpreterText(process: ProcessSummary, interpreters: readonly InterpreterSummary[]): string {
  const held = gilHolds(process, interpreters).map((text) => `${text} of the time`)
  return [interpreterName(process), ...held, process.missing].filter((text) => text !== undefined).join(', ')
}

function exitText({ exit, endNs }: ProcessSummary): string {
  if (exit === undefined) return endNs === undefined ? '' : 'ended'
  if ('missing' in exit) return `ended; ${exit.missing}`
  return 'code' in exit ? `exit code ${exit.code}` : `signal ${exit.signal}`
}
