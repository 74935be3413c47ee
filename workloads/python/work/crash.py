"""One worker dies while the others go on. Amount: seconds that they go on after its death. Setting "way": how it dies.

What it takes with it is the result. Nothing is left behind: no core file, and no memory that the machine would miss.
"""
import os
import signal
import time

MAY_LOSE_WORKERS = True

VICTIM = 1
DEATH_AFTER_NS = 250_000_000
"""So that all have begun when it comes."""
HEADROOM = 128 << 20
"""Bytes of address space that the victim leaves itself before it runs out of memory."""
STEP = 4 << 20


def setup(job):
    return time.perf_counter_ns() + DEATH_AFTER_NS


def run(worker):
    death_ns = worker.shared
    # One that began late goes on as long as the others.
    time.sleep(max(0, death_ns - time.perf_counter_ns()) / 1e9)
    if worker.index == VICTIM:
        worker.report(needs=WAYS[worker.params["way"]]())
    else:
        time.sleep(worker.work_units)
    return "came to its end"


# Ways to die. One that comes back returns what it would have needed.


def throw():
    raise RuntimeError("nobody catches this")


def leave():
    os._exit(3)


def fault():
    try:
        import ctypes
    except ImportError:
        return "an interpreter that was built with ctypes"
    leave_no_core()
    ctypes.string_at(0)


def kill():
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


def exhaust():
    """The limit is that of the address space, and no page is touched: the machine does not feel it.

    Mapped, for Python's own allocator may have reserved a gigabyte before, as that of a free-threaded build does.
    """
    try:
        import mmap
        import resource

        with open("/proc/self/statm") as file:
            size = int(file.read().split()[0]) * resource.getpagesize()
    except (ImportError, OSError):
        return "Linux, where a process can limit its address space"
    before = soft, most = resource.getrlimit(resource.RLIMIT_AS)
    limits = [limit for limit in (size + HEADROOM, soft, most) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min(limits), most))
    try:
        blocks = [mmap.mmap(-1, STEP) for _ in range(2 * HEADROOM // STEP)]
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
    return f"a limit that holds: {len(blocks) * STEP >> 20} MB fitted into {HEADROOM >> 20}"


WAYS = {"exception": throw, "exit": leave, "segfault": fault, "kill": kill, "memory": exhaust}


def leave_no_core():
    """1 byte: too little for a file, and the size at which Linux does not call a crash reporter either."""
    try:
        import resource
    except ImportError:
        return
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (1 if most == resource.RLIM_INFINITY else min(1, most), most))
