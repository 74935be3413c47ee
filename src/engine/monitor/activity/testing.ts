import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { ACTIVITIES, type Activity, type ActivityWindow } from '../../../contract/activity.ts'
import { STAT, parseStat, statFields } from '../proc-parse.ts'
import type { ActivityListener, FollowedProcess } from './activity-source.ts'

/** What is to be followed of a process that was just started. */
export function followed(pid: number): FollowedProcess {
  const bytes = readFileSync(`/proc/${pid}/stat`)
  const stat = statFields()
  parseStat(bytes, bytes.length, stat)
  return { pid, startTime: stat.numbers[STAT.startTime]! }
}

/** Starts a program that writes "ready" when it has begun, and resolves then. Kill it. */
export async function startReady(program: string, args: readonly string[]): Promise<ChildProcess & { pid: number }> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`It ended with ${code} before it was ready.`)))
    child.stdout.once('data', () => resolve())
  })
  return child as ChildProcess & { pid: number }
}

/** Adds up what a monitor tells: seconds by thread and activity. */
export class Tally {
  readonly names = new Map<number, string>()
  readonly seconds = new Map<number, Map<Activity, number>>()
  private readonly life = new Map<number, { windowsNs: number; activitiesNs: number }>()
  readonly gils = { held: 0, waited: 0, handovers: 0 }
  readonly inFlight: number[] = []
  /** Of the windows so far. */
  watchedSeconds = 0
  private lastMs = performance.now()
  readonly listener: ActivityListener = {
    onThreads: (threads) => {
      for (const { thread, name } of threads) this.names.set(thread, name)
    },
    onWindow: ({ rows, gils, fromNs, toNs, inFlight }) => {
      this.watchedSeconds += (toNs - fromNs) / 1e9
      if (rows.thread.length > 0) this.lastMs = performance.now()
      this.inFlight.push(inFlight)
      for (const [i, thread] of rows.thread.entries()) {
        const states = this.seconds.get(thread) ?? new Map<Activity, number>()
        const activity = ACTIVITIES[rows.activity[i]!]!
        states.set(activity, (states.get(activity) ?? 0) + rows.ns[i]! / 1e9)
        this.seconds.set(thread, states)
      }
      this.addLife(rows, toNs - fromNs)
      for (const gil of gils) {
        this.gils.held += gil.heldNs / 1e9
        this.gils.waited += gil.waitedNs / 1e9
        this.gils.handovers += gil.handovers
      }
    },
  }

  private addLife({ thread, ns }: ActivityWindow['rows'], windowNs: number): void {
    const begun = new Set(thread.filter((index) => !this.life.has(index)))
    for (const index of begun) this.life.set(index, { windowsNs: 0, activitiesNs: 0 })
    for (const index of new Set(thread)) if (!begun.has(index)) this.life.get(index)!.windowsNs += windowNs
    for (const [i, index] of thread.entries()) if (!begun.has(index)) this.life.get(index)!.activitiesNs += ns[i]!
  }

  /** Seconds of all threads with a name in all activities, and in one. */
  total(name: RegExp, ...activities: readonly Activity[]): number {
    let sum = 0
    for (const [thread, states] of this.seconds)
      if (name.test(this.names.get(thread) ?? ''))
        for (const [activity, seconds] of states)
          if (activities.length === 0 || activities.includes(activity)) sum += seconds
    return sum
  }

  /** Greatest share by which the activities of a thread differ from the length of the windows after its first. */
  get additionError(): number {
    return Math.max(
      ...[...this.life.values()].map(({ windowsNs, activitiesNs }) => Math.abs(activitiesNs / windowsNs - 1)),
    )
  }

  /** Whether no thread had a row for some seconds. */
  quietFor(seconds: number): boolean {
    return performance.now() - this.lastMs > seconds * 1000
  }

  /** Share of the life of the threads with a name. */
  share(name: RegExp, ...activities: readonly Activity[]): number {
    return this.total(name, ...activities) / this.total(name)
  }
}

/** Waits until `when` is true, at most some seconds. */
export async function until(when: () => boolean, seconds = 10): Promise<void> {
  const end = performance.now() + seconds * 1000
  while (!when() && performance.now() < end) await sleep(20)
}
