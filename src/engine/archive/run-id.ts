import { randomBytes } from 'node:crypto'

/** "20261122T101500Z-io-wait-x7f3": sorts by time, and is safe as a file name. */
export function newRunId(experiment: string, now: Date): string {
  const stamp = now.toISOString().replace(/[-:]|\.\d+/g, '')
  return `${stamp}-${experiment}-${randomBytes(2).toString('hex')}`
}

/** Whether this can be the name of a run's file: no separators, no dots. */
export function isRunId(id: string): boolean {
  return /^[0-9A-Za-z-]{1,120}$/.test(id)
}

/** ISO 8601 of the moment in the id, where it holds one. */
export function timeOfRunId(id: string): string | undefined {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(id) ?? []
  const [year, month, day, hour, minute, second] = parts
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`
  return parts.length > 0 && !Number.isNaN(Date.parse(iso)) ? iso : undefined
}
