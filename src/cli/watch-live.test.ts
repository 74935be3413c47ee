import { expect, test } from 'vitest'
import { ACTIVITIES, type Activity, type ActivityWindow } from '../contract/activity.ts'
import { createLiveView, statusText } from './watch-live.ts'

function windowOf(fromMs: number, toMs: number, threads: readonly Partial<Record<Activity, number>>[]): ActivityWindow {
  const rows = threads.flatMap((shares, thread) =>
    ACTIVITIES.flatMap((activity, code) => {
      const share = shares[activity]
      return share === undefined ? [] : [{ thread, activity: code, ns: share * (toMs - fromMs) * 1e6 }]
    }),
  )
  return {
    fromNs: fromMs * 1e6,
    toNs: toMs * 1e6,
    rows: {
      thread: rows.map(({ thread }) => thread),
      activity: rows.map(({ activity }) => activity),
      ns: rows.map(({ ns }) => ns),
    },
    gils: [],
    inFlight: threads.length,
  }
}

test('mean numbers of threads by what they do', () => {
  const threads = [{ python: 0.5, gil: 0.5 }, { python: 0.4, gil: 0.6 }, { idle: 1 }]
  expect(statusText(windowOf(0, 50, threads), 12.3, 'gil-contention')).toBe(
    'coreglow 12.3\u202fs: 0.9 cores busy; 3 threads: 0.9 runs Python, 1.1 held up by the GIL, 1.0 idle; so far: gil-contention',
  )
  expect(statusText(windowOf(0, 50, []), 1, '')).toBe('coreglow 1.00\u202fs: 0.0 cores busy; 0 threads')
})

test('shown after a second, and then no more often than it can be read', () => {
  const shown: string[] = []
  const view = createLiveView({ show: (text) => shown.push(text), clear: () => shown.push('cleared') })
  for (let ms = 0; ms < 3000; ms += 50) view.onEvent({ type: 'window', window: windowOf(ms, ms + 50, [{ runs: 1 }]) })
  view.close()
  expect(shown.length).toBeGreaterThanOrEqual(6)
  expect(shown.length).toBeLessThanOrEqual(8)
  expect(shown[0]).toContain('coreglow 1.0')
  expect(shown.at(-1)).toBe('cleared')
})
