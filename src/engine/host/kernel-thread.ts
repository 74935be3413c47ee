import { fieldsOfStat } from './process-stat.ts'

/** Index of the flags in `fieldsOfStat`, and the flag of kernel threads: proc(5), and PF_KTHREAD in linux/sched.h. */
const FLAGS = 6
const PF_KTHREAD = 0x0020_0000

/** Whether a process is a thread of the kernel. @param stat content of `/proc/PID/stat` */
export function hasKernelFlag(stat: string): boolean {
  return isKernelThread(Number(fieldsOfStat(stat)[FLAGS]))
}

/** @param flags of `/proc/PID/stat` */
export function isKernelThread(flags: number): boolean {
  return (flags & PF_KTHREAD) !== 0
}
