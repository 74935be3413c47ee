import type { AppState } from './store.ts'

/** Why no run queue time can be shown: a sentence; undefined where it can. */
export function runQueueGap({ opened, machine }: Pick<AppState, 'opened' | 'machine'>): string | undefined {
  if (opened !== undefined) {
    const isRecorded = opened.recording.rows.runQueueNs.some((ns) => ns !== null)
    return isRecorded ? undefined : 'This recording has no run queue time.'
  }
  return machine?.sources.find(({ field, available }) => !available && field.includes('runQueueNs'))?.reason
}
