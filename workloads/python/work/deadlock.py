"""Amount: seconds that a worker waits for a lock before it gives up. Worker i needs the locks i and i + 1 of a circle."""
import threading
import time

MEETING_SECONDS = 30
AGREED_ROUNDS = 100
HOLD_SECONDS = 0.0005


def setup(job):
    """The locks, and a barrier at which all workers meet."""
    kind = threading if job.params["locks"] == "threading" else job.context
    return [kind.Lock() for _ in range(job.workers)], kind.Barrier(job.workers)


def run(worker):
    locks, barrier = worker.shared
    hands = Hands(locks, worker.work_units)
    mine, other = worker.index, (worker.index + 1) % worker.workers
    if worker.params["order"] == "opposite":
        both = meet(hands, mine, other, barrier)
    else:
        both = agree(hands, *sorted((mine, other)), barrier)
    worker.report(**both, longestWaitSeconds=hands.longest_seconds)
    return f"wanted {name(mine)} and {name(other)}"


def meet(hands, first, second, barrier):
    """Takes one lock, meets the others, who have one each, and asks for the second."""
    hands.take(first)
    barrier.wait(MEETING_SECONDS)
    both = hands.take(second)
    told = hands.told()
    # Nobody lets go before all have given up: else the first to do so would free the others while they report.
    barrier.wait(MEETING_SECONDS)
    hands.let_go()
    return {"attempts": 1, "both": int(both), **told}


def agree(hands, first, second, barrier):
    """Takes the lock that comes first in the order of all locks, then the other, again and again."""
    barrier.wait(MEETING_SECONDS)
    both = 0
    while both < AGREED_ROUNDS and hands.take(first) and hands.take(second):
        both += 1
        time.sleep(HOLD_SECONDS)  # long enough for the others to run into it
        hands.let_go()
    told = hands.told()
    hands.let_go()
    return {"attempts": AGREED_ROUNDS, "both": both, **told}


class Hands:
    """What one worker holds and waits for."""

    def __init__(self, locks, patience_seconds):
        self.longest_seconds = 0
        self._locks = locks
        self._patience_seconds = patience_seconds
        self._held = []
        self._wanted = []

    def take(self, number):
        """False when patience ended first."""
        self._wanted = [number]
        start = time.perf_counter()
        taken = self._locks[number].acquire(True, self._patience_seconds)
        self.longest_seconds = max(self.longest_seconds, time.perf_counter() - start)
        if taken:
            self._held.append(number)
            self._wanted = []
        return taken

    def let_go(self):
        while self._held:
            self._locks[self._held.pop()].release()

    def told(self):
        return {"holds": [name(each) for each in self._held], "waits": [name(each) for each in self._wanted]}


def name(number):
    return chr(ord("A") + number)
