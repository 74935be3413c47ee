import { ACTIVITIES, type ActivityThread } from '../../contract/activity.ts'
import type { Runtime } from '../../contract/experiment.ts'
import type { ActivityRecord } from '../../contract/program.ts'
import type { TrialResult } from '../../contract/run.ts'

type Read = Pick<TrialResult, 'stateSeconds' | 'gil'>

/** Least share of a trial that windows cover. Chosen: below, most of what happened was not read. */
const MIN_COVERED = 0.5

/** What the threads of a trial's processes did, and how its GIL was used, from what was read from outside during the run. */
export function activityOf(
  trial: TrialResult,
  activity: ActivityRecord | undefined,
  { kind }: Pick<Runtime, 'kind'>,
): Read {
  if (activity === undefined) return unread('Threads are not read on this system.')
  const pids = new Set([trial.pid, ...trial.workers.filter(({ host }) => host === undefined).map(({ pid }) => pid)])
  // Threads that V8 and libuv keep for themselves, mostly asleep, are no part of the function's work. A Python library's own may be.
  const tids = new Set([...pids, ...trial.workers.map(({ tid }) => tid)])
  const isCounted = ({ pid, tid }: ActivityThread) => pids.has(pid) && (kind !== 'node' || tids.has(tid))
  const threads = new Set(activity.threads.filter(isCounted).map(({ thread }) => thread))
  if (threads.size === 0) return unread(activity.missing ?? 'The trial ended before its threads were read.')
  const gils = new Map(activity.gils.filter(({ pid }) => pids.has(pid)).map((entry) => [entry.gil, entry]))
  const stateNs = new Map<number, number>()
  const heldNs = new Map<number, number>()
  let [coveredNs, waitedNs] = [0, 0]
  for (const { fromNs, toNs, rows, gils: used } of activity.windows) {
    const insideNs = Math.min(toNs, trial.endNs) - Math.max(fromNs, trial.startNs)
    if (insideNs <= 0) continue
    const part = insideNs / (toNs - fromNs)
    let has = false
    for (const [row, thread] of rows.thread.entries()) {
      if (!threads.has(thread)) continue
      has = true
      const code = rows.activity[row]!
      stateNs.set(code, (stateNs.get(code) ?? 0) + rows.ns[row]! * part)
    }
    if (has) coveredNs += insideNs
    for (const gil of used) {
      if (!gils.has(gil.gil)) continue
      heldNs.set(gil.gil, (heldNs.get(gil.gil) ?? 0) + gil.heldNs * part)
      waitedNs += gil.waitedNs * part
    }
  }
  if (coveredNs < MIN_COVERED * (trial.endNs - trial.startNs))
    return unread('The trial was too short for its threads to be read.')
  const stateSeconds = Object.fromEntries([...stateNs].map(([code, ns]) => [ACTIVITIES[code] ?? 'unknown', ns / 1e9]))
  const isEnabled = [...gils.values()].some(({ enabled }) => enabled)
  const gil = isEnabled
    ? { held: Math.min(1, Math.max(0, ...heldNs.values()) / coveredNs), waiting: waitedNs / coveredNs }
    : { missing: gils.size > 0 ? 'The interpreter ran without a GIL.' : 'No GIL was found in its processes.' }
  return { stateSeconds, gil }
}

function unread(missing: string): Read {
  return { stateSeconds: { missing }, gil: { missing } }
}
