import { errorMessage } from '../../contract/error-message.ts'
import { accessSync, constants } from 'node:fs'
import type { MonitorSource } from '../../contract/frame.ts'
import { readUnits } from './proc-system.ts'

const TASK = '/proc/<pid>/task/<tid>'

/** What is read on this Linux, and from where: each file is tried on this process. */
export function procSources(): readonly MonitorSource[] {
  const { schedstat, tickNs } = readUnits()
  const ticks = `in steps of ${tickNs / 1e6} ms`
  const noSchedstat = schedstat ? undefined : 'this kernel has no schedstat (CONFIG_SCHED_INFO)'
  return [
    tried('cores.user, system, idle, iowait, steal', `/proc/stat, ${ticks}`, '/proc/stat'),
    tried('tasks (processes, threads)', '/proc/<pid>/task, and the parents of new pids in /proc', '/proc/self/task'),
    tried('tasks.state, core', `${TASK}/stat`, '/proc/self/stat'),
    schedstat
      ? { field: 'tasks.cpuNs', source: `${TASK}/schedstat, nanoseconds`, available: true }
      : { ...tried('tasks.cpuNs', `${TASK}/stat, ${ticks}`, '/proc/self/stat'), reason: noSchedstat },
    { field: 'tasks.runQueueNs', source: `${TASK}/schedstat`, available: schedstat, reason: noSchedstat },
    tried('tasks.rssBytes', `${TASK}/stat`, '/proc/self/stat'),
    tried('tasks.voluntarySwitches, involuntarySwitches', `${TASK}/status, 5 times a second`, '/proc/self/status'),
    topSource(),
    {
      field: 'own CPU of the sampler',
      source: '/proc/self/task/<tid>/schedstat',
      available: schedstat,
      reason: noSchedstat,
    },
  ]
}

function tried(field: string, source: string, path: string): MonitorSource {
  const reason = whyNot(path)
  return { field, source, available: reason === undefined, reason }
}

/** With the mount option hidepid, other users' processes are not there. */
function topSource(): MonitorSource {
  const source = '/proc/<pid>/stat, once a second'
  const hidden = whyNot('/proc/1/stat') !== undefined
  const reason = hidden ? "other users' processes are hidden (hidepid); only your own are listed" : undefined
  return { field: 'top processes', source, available: true, reason }
}

function whyNot(path: string): string | undefined {
  try {
    accessSync(path, constants.R_OK)
    return undefined
  } catch (error) {
    return errorMessage(error)
  }
}
