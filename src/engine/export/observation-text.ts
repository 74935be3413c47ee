import type { ProgramRecord } from '../../contract/program.ts'
import { programText } from '../../contract/saved-record.ts'
import { threadLabel } from '../../contract/task-ref.ts'
import { formatCores, formatSeconds, NO_NUMBER } from '../../contract/text.ts'
import { watchedTasks } from './core-owners.ts'
import { cpuSecondsOf, endText, taskUses, type TaskUse } from '../observation/task-use.ts'

/** Sentence on what was measured. */
export function observationSentence(observation: ProgramRecord): string {
  const { recording, wallSeconds } = observation
  const cpuSeconds = cpuSecondsOf(recording)
  const average = wallSeconds > 0 ? ` (${formatCores(cpuSeconds / wallSeconds)} on average)` : ''
  return `${programText(observation)} and all descendants used ${formatSeconds(cpuSeconds)} of CPU time in ${formatSeconds(wallSeconds)}${average}.`
}

export const TASK_HEADS = ['task', 'pid / tid', 'lane', 'CPU time', 'cores busy', 'ran on core', 'end'] as const

/** Processes and threads that were watched, each with its lane and what it used: a row has a cell for each of `TASK_HEADS`. */
export function taskTable({ recording }: ProgramRecord): readonly (readonly string[])[] {
  const lanes = new Map(watchedTasks(recording).map(({ index }, place) => [index, String(place + 1)]))
  return taskUses(recording).map((use) => rowOf(use, lanes.get(use.task.index) ?? ''))
}

function rowOf({ task, startNs, endNs, cpuSeconds, cores }: TaskUse, lane: string): readonly string[] {
  const seconds = (endNs - startNs) / 1e9
  return [
    task.kind === 'thread' ? `– ${task.name}` : task.name,
    task.kind === 'thread' ? threadLabel(task) : String(task.pid),
    lane,
    formatSeconds(cpuSeconds),
    seconds > 0 ? (cpuSeconds / seconds).toFixed(2) : NO_NUMBER,
    cores.join(' ') || NO_NUMBER,
    endText(task),
  ]
}
