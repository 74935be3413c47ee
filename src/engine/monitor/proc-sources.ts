import { errorMessage } from '../../contract/error-message.ts'
import { accessSync, constants, readFileSync } from 'node:fs'
import type { MonitorSource } from '../../contract/frame.ts'
import { readUnits } from './proc-system.ts'

const TASK = '/proc/<pid>/task/<tid>'

/** Sources that are read on this Linux: each file is tried on this process. */
export function procSources(): readonly MonitorSource[] {
  const { schedstat, tickNs } = readUnits()
  const ticks = `in steps of ${tickNs / 1e6} ms`
  const noSchedstat = schedstat ? undefined : 'this kernel has no schedstat (CONFIG_SCHED_INFO)'
  return [
    tried('cores.user, system, interrupt, idle, iowait, steal', `/proc/stat, ${ticks}`, '/proc/stat'),
    tried('tasks (processes, threads)', '/proc/<pid>/task, and the parents of new pids in /proc', '/proc/self/task'),
    tried('tasks.state, core', `${TASK}/stat`, '/proc/self/stat'),
    schedstat
      ? { field: 'tasks.cpuNs', source: `${TASK}/schedstat, nanoseconds`, available: true }
      : { ...tried('tasks.cpuNs', `${TASK}/stat, ${ticks}`, '/proc/self/stat'), reason: noSchedstat },
    { field: 'tasks.runQueueNs', source: `${TASK}/schedstat`, available: schedstat, reason: noSchedstat },
    tried('tasks.rssBytes', `${TASK}/stat`, '/proc/self/stat'),
    tried('tasks.voluntarySwitches, involuntarySwitches', `${TASK}/status, 5 times a second`, '/proc/self/status'),
    topSource(),
    accountSource(),
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

/** A container has processes of its own, and the counters of the whole machine. */
function accountSource(): MonitorSource {
  const source = '/proc/<pid>/stat of all processes and /proc/stat, at both ends of a run and once a second'
  const hidden = whyNot('/proc/1/stat') !== undefined || !hasKernelThreads()
  const reason = hidden ? 'processes outside this container, or of other users, are not attributed' : undefined
  return { field: 'who used the cores', source, available: true, reason }
}

function hasKernelThreads(): boolean {
  try {
    return readFileSync('/proc/2/comm', 'latin1').trim() === 'kthreadd'
  } catch {
    return false
  }
}

function whyNot(path: string): string | undefined {
  try {
    accessSync(path, constants.R_OK)
    return undefined
  } catch (error) {
    return errorMessage(error)
  }
}
