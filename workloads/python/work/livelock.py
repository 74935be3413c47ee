"""Amount: seconds during which worker i tries to have the locks i and i + 1 of a circle at once.

Time goes in steps that a barrier keeps together: all who try take their own lock; then all look whether the other is free; then all
compute for a while. Who did not get both lets go, and tries again in the next step, or after a random number of steps.
"""
import random
import threading
import time

STEP = 5_000
"""Iterations of a loop: some 100 microseconds."""
MAX_PAUSE = 3
"""Steps of a random pause; it may be none."""


class Corridor:
    def __init__(self, job):
        self.over = False
        self.locks = [threading.Lock() for _ in range(job.workers)]
        self.looked = threading.Barrier(job.workers)
        self.stepped = threading.Barrier(job.workers, action=self._watch)
        self._seconds = job.work_units
        self._end = None

    def _watch(self):
        """All must see in the same step that the time is over."""
        now = time.perf_counter()
        self._end = self._end or now + self._seconds
        self.over = now >= self._end


def setup(job):
    return Corridor(job)


def run(worker):
    corridor = worker.shared
    mine = corridor.locks[worker.index]
    other = corridor.locks[(worker.index + 1) % worker.workers]
    attempts = both = pause = 0
    while not corridor.over:
        trying = pause == 0
        if trying:
            mine.acquire()
        corridor.stepped.wait()
        got = trying and other.acquire(False)
        corridor.looked.wait()
        attempts += trying
        both += got
        if trying and not got:
            mine.release()
            pause = pause_after(worker)
        elif not trying:
            pause -= 1
        compute(worker)
        if got:
            other.release()
            mine.release()
    worker.report(attempts=attempts, both=both)
    return f"tried for {worker.work_units} s"


def pause_after(worker):
    """Steps."""
    return 0 if worker.params["pause"] == "fixed" else random.randint(0, MAX_PAUSE)


def compute(worker):
    for lap in worker.laps(STEP, STEP):
        while lap > 0:
            lap -= 1
