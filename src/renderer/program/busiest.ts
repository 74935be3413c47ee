import { ACTIVITIES, RUNNING_ACTIVITIES } from '../../contract/activity.ts'
import type { ProgramView } from './view.ts'

const RUNNING = RUNNING_ACTIVITIES.map((activity) => ACTIVITIES.indexOf(activity))

/** The thread that ran longest among those whose functions are known; undefined while none are. */
export function busiestThread({ log, functions }: Pick<ProgramView, 'log' | 'functions'>): number | undefined {
  let [busiest, most] = [undefined as number | undefined, -1]
  for (const [position, { track }] of log.threads) {
    if ((functions.get(position)?.length ?? 0) === 0) continue
    const ran = RUNNING.reduce((sum, kind) => sum + track.totals[kind]!, 0)
    if (ran > most) [busiest, most] = [position, ran]
  }
  return busiest
}
