"""Amount: seconds for which a worker looks out for what the others wrote into the list that they may have in common."""
import multiprocessing
import time

FIRST = 101
LOOK_SECONDS = 0.002
PRICE_SECONDS = 0.05
UPDATES = 100


def setup(job):
    """A list with a place for each worker and one for the price of an update; and where it lies, if not in this process."""
    return STORES[job.params["store"]](job, [0] * (job.workers + 1))


def run(worker):
    values, place = worker.shared
    mine = FIRST + worker.index
    values[worker.index] = mine
    worker.report(wrote=mine, saw=look(values, worker), object=place or address(values))
    if worker.index == 0:
        worker.report(updateSeconds=price(values))
    return f"wrote {mine}"


def finish(job, shared):
    values, place = shared
    return {"after": values[: job.workers], "object": place or address(values)}


def look(values, worker):
    """What is in the places of the workers when all have written, or when patience ends."""
    end = time.perf_counter() + worker.work_units
    while True:
        saw = values[: worker.workers]
        if all(saw) or time.perf_counter() >= end:
            return saw
        time.sleep(LOOK_SECONDS)


def price(values):
    """Seconds of one update."""
    spare, updates = len(values) - 1, 0
    start = time.perf_counter()
    while time.perf_counter() - start < PRICE_SECONDS:
        for _ in range(UPDATES):
            values[spare] += 1
        updates += UPDATES
    return (time.perf_counter() - start) / updates


def address(values):
    """As the process sees it that asks."""
    if isinstance(values, list):
        return hex(id(values))
    from ctypes import addressof  # no sub-interpreter of CPython 3.12 has it

    return hex(addressof(values.get_obj()))


def plain_list(job, zeros):
    return zeros, None


def shared_array(job, zeros):
    return job.context.Array("q", zeros), None


def managed_list(job, zeros):
    manager = job.context.Manager()
    job.cleanup.callback(manager.shutdown)
    (server,) = multiprocessing.active_children()
    return manager.list(zeros), f"PID {server.pid}"


STORES = {"list": plain_list, "shared": shared_array, "manager": managed_list}
