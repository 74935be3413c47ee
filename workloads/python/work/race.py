"""Amount: updates of one variable that all workers share. Each of them adds 1."""
import threading
import time
from queue import SimpleQueue

LAP = 5_000


class Counter:
    def __init__(self, workers):
        self.x = 0
        self.lock = threading.Lock()
        self.queue = SimpleQueue()
        self.sums = [0] * workers


def setup(job):
    counter = Counter(job.workers)
    if job.params["way"] == "queue":
        owner = threading.Thread(target=own, args=(counter,), name="Owner")
        owner.start()
        job.cleanup.callback(owner.join)
        job.cleanup.callback(counter.queue.put, None)
    return counter


def run(worker):
    began = time.perf_counter()
    WAYS[worker.params["way"]](worker, worker.shared)
    worker.report(beganSeconds=began, endedSeconds=time.perf_counter())
    return f"added {worker.work_units}"


def finish(job, counter):
    return {"x": counter.x + sum(counter.sums)}


def plain(worker, counter):
    for lap in worker.laps(worker.work_units, LAP):
        for _ in range(lap):
            counter.x += 1


def call(worker, counter):
    for lap in worker.laps(worker.work_units, LAP):
        for _ in range(lap):
            counter.x += one()


def one():
    return 1


def lock(worker, counter):
    for lap in worker.laps(worker.work_units, LAP):
        for _ in range(lap):
            with counter.lock:
                counter.x += 1


def queue(worker, counter):
    put = counter.queue.put
    for lap in worker.laps(worker.work_units, LAP):
        for _ in range(lap):
            put(1)
    counted = threading.Event()
    put(counted)
    counted.wait()


def own(counter):
    """The only thread that changes x: it adds what comes, and answers who asks whether all of his has been added."""
    for item in iter(counter.queue.get, None):
        if item == 1:
            counter.x += 1
        else:
            item.set()


def sums(worker, counter):
    total = 0
    for lap in worker.laps(worker.work_units, LAP):
        for _ in range(lap):
            total += 1
    counter.sums[worker.index] = total


WAYS = {"plain": plain, "call": call, "lock": lock, "queue": queue, "sums": sums}
