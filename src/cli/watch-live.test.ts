import { expect, test } from 'vitest'
import { ACTIVITIES, type Activity, type ActivityWindow } from '../contract/activity.ts'
import { createStyle } from './style.ts'
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

const plain = createStyle({ write: () => {} }, {})

test('mean numbers of threads by what they do, as far as there is room', () => {
  const threads = [{ python: 0.5, gil: 0.5 }, { python: 0.4, gil: 0.6 }, { idle: 1 }]
  const text = (width: number) => statusText(windowOf(0, 50, threads), 12.3, 'gil-contention', plain, width)
  expect(text(120)).toBe(
    'coreglow 12.3\u202fs  gil-contention  0.9 cores  3 threads: 1.1 held up by the GIL, 1.0 idle, 0.9 runs Python',
  )
  expect(text(79)).toBe('coreglow 12.3\u202fs  gil-contention  0.9 cores  3 threads: 1.1 held up by the GIL')
  expect(text(20)).toBe('coreglow 12.3\u202fs')
  expect(statusText(windowOf(0, 50, []), 1, '', plain, 80)).toBe('coreglow 1.00\u202fs  0.0 cores  0 threads')
})

test('its colours do not count as columns', () => {
  const style = createStyle({ write: () => {}, isTTY: true }, {})
  const text = statusText(windowOf(0, 50, [{ gil: 1 }]), 12.3, 'gil-contention', style, 79)
  expect(text).toContain('\u001b[1;31m1.0 held up by the GIL\u001b[0m')
})

test('shown after a second, and then no more often than it can be read', () => {
  const shown: string[] = []
  const line = { show: (text: string) => shown.push(text), clear: () => shown.push('cleared') }
  const view = createLiveView(line, { write: () => {} })
  for (let ms = 0; ms < 3000; ms += 50) view.onEvent({ type: 'window', window: windowOf(ms, ms + 50, [{ runs: 1 }]) })
  view.close()
  expect(shown.length).toBeGreaterThanOrEqual(6)
  expect(shown.length).toBeLessThanOrEqual(8)
  expect(shown[0]).toContain('coreglow 1.0')
  expect(shown.at(-1)).toBe('cleared')
})
