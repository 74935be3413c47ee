import type { LiveWorker } from '../../contract/run-event.ts'
import type { Variant } from '../../contract/run.ts'
import type { Monitor } from '../monitor/monitor.ts'

/** Workers of a cluster may be processes that were there before: on this machine they are watched while they work. */
export function watchOthers(monitor: Pick<Monitor, 'watch' | 'unwatch'>, { kind }: Pick<Variant, 'kind'>) {
  const pids = new Set<number>()
  return {
    follow({ pid, host }: LiveWorker): void {
      if (kind !== 'cluster' || host !== undefined || pids.has(pid)) return
      pids.add(pid)
      monitor.watch({ pid, role: 'run' })
    },
    leave: () => pids.forEach((pid) => monitor.unwatch(pid)),
  }
}
