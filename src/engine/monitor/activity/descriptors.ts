import { readlinkSync } from 'node:fs'
import type { Activity } from '../../../contract/activity.ts'

/** What waiting for a descriptor is, by what the descriptor is. */
export type DescriptorActivity = Extract<Activity, 'socket' | 'pipe' | 'disk' | 'terminal' | 'poll' | 'other'>

/** Kinds of the descriptors of one process, looked up once and forgotten together: a number may be given to another file. */
export class Descriptors {
  private readonly pid: number
  private readonly kinds = new Map<number, DescriptorActivity>()

  constructor(pid: number) {
    this.pid = pid
  }

  kind(fd: number): DescriptorActivity {
    let kind = this.kinds.get(fd)
    if (kind === undefined) {
      kind = this.lookUp(fd)
      this.kinds.set(fd, kind)
    }
    return kind
  }

  forget(): void {
    this.kinds.clear()
  }

  private lookUp(fd: number): DescriptorActivity {
    try {
      return kindOfTarget(readlinkSync(`/proc/${this.pid}/fd/${fd}`))
    } catch {
      return 'other' // closed meanwhile, or not permitted
    }
  }
}

/** @param target what the link `/proc/PID/fd/N` says, see proc_pid_fd(5) */
export function kindOfTarget(target: string): DescriptorActivity {
  if (target.startsWith('socket:')) return 'socket'
  if (target.startsWith('pipe:')) return 'pipe'
  // eventfd, epoll, timerfd, signalfd, inotify
  if (target.startsWith('anon_inode:')) return 'poll'
  if (/^\/dev\/(tty|pts|console)/.test(target)) return 'terminal'
  return target.startsWith('/dev/') ? 'other' : 'disk'
}
