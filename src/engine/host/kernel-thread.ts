/** Position of the flags behind the name in `/proc/PID/stat`, and the flag of kernel threads: proc(5), and PF_KTHREAD in linux/sched.h. */
const FLAGS = 6
const PF_KTHREAD = 0x0020_0000

/** Whether a process is a thread of the kernel. `stat`: content of `/proc/PID/stat`. The name may hold spaces and brackets. */
export function hasKernelFlag(stat: string): boolean {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return isKernelThread(Number(fields[FLAGS]))
}

/** @param flags of `/proc/PID/stat` */
export function isKernelThread(flags: number): boolean {
  return (flags & PF_KTHREAD) !== 0
}
