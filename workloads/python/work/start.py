"""Workers that do nothing: what their start, their end and their being there cost. Setting "method": how they are started.

Before the clock bare workers are started and joined one after the other. Those of the model are then all there at the
same time, and read how much memory that takes.
"""
import multiprocessing
import statistics
import threading
import time

try:
    import _interpreters
except ImportError:
    try:
        import _xxsubinterpreters as _interpreters  # CPython 3.12
    except ImportError:
        _interpreters = None

MIN_SECONDS = 0.05
MAX_STARTS = 200
"""What starts quickly is started more often: until both are reached, or this number."""
WITHIN_ONE_PROCESS = ("thread", "interpreter")


def setup(job):
    before = memory()
    costs = time_starts(STARTS.get(job.params["method"], start_process), job.params["method"], job.workers + 1)
    ready_ns = time.perf_counter_ns() + round(1e9 * (0.1 + 3 * job.workers * statistics.median(costs[1:])))
    return {"before": before, "costs": costs, "ready_ns": ready_ns, "end_ns": ready_ns + 100_000_000}


def run(worker):
    shared = worker.shared
    wait_until(shared["ready_ns"])
    if time.perf_counter_ns() >= shared["end_ns"]:
        worker.report(memoryMissing="it was there only when others had gone")
    else:
        worker.report(**memory_of_one(shared["before"], worker))
    wait_until(shared["end_ns"])
    return "was there"


def finish(job, shared):
    return {"startJoinSeconds": shared["costs"]}


def nothing():
    pass


def time_starts(start, method, least):
    """Return the seconds of each start and join; the first has what needs to be done once, such as a fork server."""
    costs = []
    while len(costs) < least or (sum(costs) < MIN_SECONDS and len(costs) < MAX_STARTS):
        begin_ns = time.perf_counter_ns()
        start(method)
        costs.append((time.perf_counter_ns() - begin_ns) / 1e9)
    return costs


def start_thread(_):
    thread = threading.Thread(target=nothing)
    thread.start()
    thread.join()


def start_process(method):
    process = multiprocessing.get_context(method).Process(target=nothing)
    process.start()
    process.join()


def start_interpreter(_):
    own = _interpreters.create()
    _interpreters.run_string(own, "pass")
    _interpreters.destroy(own)


STARTS = {"thread": start_thread, "interpreter": start_interpreter}


def memory_of_one(before, worker):
    """A process's own; of what shares one process, its share in how much that has grown."""
    now = memory()
    if now is None:
        return {"memoryMissing": "needs Linux: /proc/self/smaps_rollup"}
    if worker.params["method"] in WITHIN_ONE_PROCESS:
        return {name: (now[name] - before[name]) / worker.workers for name in now}
    return now


def memory():
    """Bytes of this process; None where the system does not tell."""
    try:
        with open("/proc/self/smaps_rollup") as file:
            fields = dict(line.split(":") for line in file.read().splitlines()[1:])
    except OSError:
        return None
    return {f"{name.lower()}Bytes": int(fields[name].split()[0]) * 1024 for name in ("Rss", "Pss")}


def wait_until(ns):
    time.sleep(max(0, ns - time.perf_counter_ns()) / 1e9)
