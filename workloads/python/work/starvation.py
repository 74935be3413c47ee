"""Amount: seconds during which the workers compete for one lock. The first of them is greedy."""
import threading
import time
from collections import deque

REST = 0.1
"""Of a turn: how long a polite worker that waits for the lock rests after one."""


def setup(job):
    """The lock, and a barrier at which all workers begin."""
    return FairLock() if job.params["way"] == "fair" else threading.Lock(), threading.Barrier(job.workers)


def run(worker):
    lock, barrier = worker.shared
    barrier.wait()
    turns = Turns(lock, worker.params["hold"] / 1000, worker.work_units)
    if worker.index == 0:
        greedy(turns)
    elif worker.params["way"] == "retry":
        come_back(turns)
    else:
        wait(turns)
    worker.report(turns=turns.count, longestWaitSeconds=turns.longest_seconds)
    return f"competed for {worker.work_units} s"


def greedy(turns):
    """Takes the lock again as soon as it has let go."""
    while turns.take():
        turns.hold()


def wait(turns):
    while turns.take():
        turns.hold()
        time.sleep(REST * turns.seconds)


def come_back(turns):
    """Where the lock is taken, tries again after the time of a turn."""
    while not turns.over():
        if turns.take_free():
            turns.hold()
        time.sleep(turns.seconds)


class Turns:
    """One worker's turns, and the longest time without one."""

    def __init__(self, lock, hold_seconds, seconds):
        self.count = 0
        self.longest_seconds = 0
        self.seconds = hold_seconds
        self._lock = lock
        self._since = time.perf_counter()
        self._end = self._since + seconds

    def over(self):
        self.longest_seconds = max(self.longest_seconds, time.perf_counter() - self._since)
        return time.perf_counter() >= self._end

    def take(self):
        """False when the time was over before the lock came."""
        self._lock.acquire()
        if not self.over():
            return True
        self._lock.release()
        return False

    def take_free(self):
        return self._lock.acquire(False)

    def hold(self):
        self.count += 1
        time.sleep(self.seconds)
        self._since = time.perf_counter()
        self._lock.release()


class FairLock:
    """Goes to those who wait in the order in which they came. Who lets go hands it over."""

    def __init__(self):
        self._mutex = threading.Lock()
        self._queue = deque()
        self._held = False

    def acquire(self):
        with self._mutex:
            if not self._held:
                self._held = True
                return
            turn = threading.Lock()
            turn.acquire()
            self._queue.append(turn)
        turn.acquire()

    def release(self):
        with self._mutex:
            if self._queue:
                self._queue.popleft().release()
            else:
                self._held = False
