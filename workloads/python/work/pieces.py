"""Amount: iterations of a loop for each worker, all of them cut into pieces of uneven length, which the workers take one by one.

`queue`: "shared": each takes the next one that nobody has taken; "own": they were dealt out in turn, and each takes its own.
"""
import os
import time
from shutil import rmtree
from tempfile import mkdtemp

from ..uneven import parts
from .countdown import LAP, work_units_for, count  # noqa: F401


def setup(job):
    """A folder, in which each piece that was taken has a file. A file can be made once only: that makes it a queue for any worker."""
    folder = mkdtemp(prefix="coreglow-pieces-")
    job.cleanup.callback(rmtree, folder, ignore_errors=True)
    return folder


def run(worker):
    number = worker.workers * worker.params["pieces"]
    steps = parts(worker.work_units * worker.workers, number, worker.params["seed"])
    start = time.perf_counter()
    takes, busy, left = [], 0.0, 0
    for piece in taken(worker, number):
        began = time.perf_counter()
        takes.append(round((began - start) * 1000, 1))
        left += steps[piece] - sum(map(count, worker.laps(steps[piece], LAP)))
        busy += time.perf_counter() - began
    worker.report(takesMs=takes, busySeconds=busy)
    return f"{left} left of what was taken"


def taken(worker, number):
    """The pieces of one worker, each when it is its turn."""
    own = worker.params["queue"] == "own"
    for piece in range(worker.index, number, worker.workers) if own else range(number):
        try:
            os.close(os.open(os.path.join(worker.shared, str(piece)), os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            continue
        yield piece
