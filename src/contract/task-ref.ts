import * as v from 'valibot'

/** Identity of a process or thread: systems reuse PIDs and TIDs, so the start time is part of it. */
export const TaskRefSchema = v.object({
  /** Name of the machine. */
  host: v.string(),
  pid: v.number(),
  /** Equal to `pid` for a process. */
  tid: v.number(),
  /** Unit: the system's own (clock ticks since boot on Linux, milliseconds since 1970 elsewhere). */
  startTime: v.number(),
})
export type TaskRef = v.InferOutput<typeof TaskRefSchema>

/** Key for maps and sets: two tasks have the same id only when they are the same task. */
export function taskId({ host, pid, tid, startTime }: TaskRef): string {
  return `${host}/${pid}/${tid}@${startTime}`
}

/** What identifies a task, without what else is known of it. */
export function taskRef({ host, pid, tid, startTime }: TaskRef): TaskRef {
  return { host, pid, tid, startTime }
}

/** Process and thread of a worker as people read them: "4121/4125", and "node7 4121/4125" where they are another machine's. */
export function workerLabel({ host, ...task }: Pick<TaskRef, 'pid' | 'tid'> & { readonly host?: string }): string {
  return host === undefined ? threadLabel(task) : `${host} ${threadLabel(task)}`
}

/** PID/TID as people read it, and as a worker reports itself. Unique only among tasks that live at the same time. */
export function threadLabel({ pid, tid }: Pick<TaskRef, 'pid' | 'tid'>): string {
  return `${pid}/${tid}`
}
