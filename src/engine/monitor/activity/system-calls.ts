/**
 * What a system call waits for. An argument says more for some: `read`, `write`: the first is a descriptor; `poll` and `select` count
 * theirs; `futex`: the first is the address.
 */
export type CallKind =
  | 'futex'
  | 'read'
  | 'write'
  | 'socket'
  | 'poll'
  | 'select'
  | 'epoll'
  | 'sleep'
  | 'child'
  | 'disk'
  | 'file-lock'
  | 'memory'

type CallTable = Readonly<Record<CallKind, readonly number[]>>

/** Numbers from the kernel's `arch/x86/entry/syscalls/syscall_64.tbl`. */
const X64: CallTable = {
  // futex, futex_waitv, futex_wait
  futex: [202, 449, 455],
  // read, pread64, readv, splice, tee, preadv, preadv2
  read: [0, 17, 19, 275, 276, 295, 327],
  // write, pwrite64, writev, sendfile, pwritev, pwritev2
  write: [1, 18, 20, 40, 296, 328],
  // connect, accept, sendto, recvfrom, sendmsg, recvmsg, accept4, recvmmsg, sendmmsg
  socket: [42, 43, 44, 45, 46, 47, 288, 299, 307],
  // poll, ppoll
  poll: [7, 271],
  // select, pselect6
  select: [23, 270],
  // epoll_wait, epoll_pwait, epoll_pwait2
  epoll: [232, 281, 441],
  // nanosleep, clock_nanosleep
  sleep: [35, 230],
  // wait4, waitid
  child: [61, 247],
  // open, stat, lstat, fstat, fsync, fdatasync, truncate, ftruncate, getdents, rename, mkdir, rmdir, unlink, sync, getdents64,
  // openat, mkdirat, newfstatat, unlinkat, renameat, sync_file_range, fallocate, syncfs, renameat2, copy_file_range, statx
  disk: [
    2, 4, 6, 5, 74, 75, 76, 77, 78, 82, 83, 84, 87, 162, 217, 257, 258, 262, 263, 264, 277, 285, 306, 316, 326, 332,
  ],
  // fcntl (it blocks only for locks), flock
  'file-lock': [72, 73],
  // mmap, mprotect, munmap, brk, mremap, msync, madvise
  memory: [9, 10, 11, 12, 25, 26, 28],
}

/** Numbers from the kernel's `include/uapi/asm-generic/unistd.h`; the calls as in the table above. */
const ARM64: CallTable = {
  futex: [98, 449, 455],
  read: [63, 67, 65, 76, 77, 69, 286],
  write: [64, 68, 66, 71, 70, 287],
  socket: [203, 202, 206, 207, 211, 212, 242, 243, 269],
  poll: [73],
  select: [72],
  epoll: [22, 441],
  sleep: [101, 115],
  child: [260, 95],
  disk: [80, 82, 83, 45, 46, 61, 38, 34, 35, 81, 56, 79, 84, 47, 267, 276, 285, 291],
  'file-lock': [25, 32],
  memory: [222, 226, 215, 214, 216, 227, 233],
}

const TABLES: Readonly<Record<string, CallTable>> = { x64: X64, arm64: ARM64 }

/** Kinds by number; undefined for an architecture whose numbers are not known here. */
export function callKinds(architecture: string): ReadonlyMap<number, CallKind> | undefined {
  const table = TABLES[architecture]
  return table && new Map(kindsOf(table).flatMap((kind) => table[kind].map((number) => [number, kind] as const)))
}

function kindsOf(table: CallTable): readonly CallKind[] {
  return Object.keys(table).filter((kind): kind is CallKind => kind in table)
}
