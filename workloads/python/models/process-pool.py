import multiprocessing
import os
import time
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from ..exits import cause
from .processes import needs  # noqa: F401
from ..parent import end_with_main_process

LABEL = "process pool"
DESCRIPTION = "A concurrent.futures.ProcessPoolExecutor with a process for each worker."
KIND = "process-pool"
SHARES_INTERPRETER = False
ORDER = 35


def run(task):
    context = multiprocessing.get_context(task.options.get("startMethod"))
    seats = context.Array("q", task.workers, lock=False)
    pool = ProcessPoolExecutor(task.workers, context, initializer=adopt, initargs=(task, seats))
    with pool:
        tasks = [submit(pool, index) for index in range(task.workers)]
        processes = list(pool._processes.values())
    cpu_ns = {}
    for index, future in enumerate(tasks):
        try:
            failure, pid, used_ns = future.result()
            cpu_ns[pid] = max(used_ns, cpu_ns.get(pid, 0))
            task.fail(failure)
        except BrokenProcessPool:
            task.lost(index, how_lost(seats[index], processes))
    task.outside_cpu_ns += sum(cpu_ns.values())


def submit(pool, index):
    """Future of a task; a pool that an earlier task has broken accepts no more, so that this one fails as those do."""
    try:
        return pool.submit(work, index, time.perf_counter_ns())
    except BrokenProcessPool as broken:
        future = Future()
        future.set_exception(broken)
        return future


def adopt(task, seats):
    """Begins a process of the pool; the task comes at its start, when file descriptors can be handed over."""
    global own
    end_with_main_process()
    own = task, seats


def work(index, requested_ns):
    task, seats = own
    seats[index] = os.getpid()
    task.run(index, requested_ns)
    return task.failure, os.getpid(), time.process_time_ns()


def how_lost(pid, processes):
    """A process that dies breaks its pool, which then ends the others by SIGTERM."""
    codes = {process.pid: process.exitcode for process in processes}
    if codes.get(pid) is None:
        return "its pool broke"
    return f"{cause(codes[pid])}, and the pool broke"


def map(calls):
    calls.check_function_is_sent()
    pool = ProcessPoolExecutor(calls.workers, calls.context, initializer=begin, initargs=(calls,))
    processes = pool._processes
    try:
        with pool:
            calls.map_in(pool)
    except BrokenProcessPool:
        raise calls.death(processes.values()) from None


def begin(calls):
    end_with_main_process()
    calls.enter()
