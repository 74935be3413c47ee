import type { ActivityMonitor } from '../monitor/activity/activity-source.ts'

/** Reads nothing. Until `createActivityMonitor` is there. */
export function noActivity(): ActivityMonitor {
  const missing = 'not read by this version'
  return {
    follow: () => {},
    unfollow: () => {},
    listen: () => () => {},
    setRates: () => {},
    lookAt: () => {},
    report: () =>
      Promise.resolve({ rateAsked: 0, rateAchieved: 0, functionsRate: 0, cpuSeconds: { missing }, remarks: [missing] }),
    close: () => Promise.resolve(),
  }
}
