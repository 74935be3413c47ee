"""How much work takes a given time here."""
import sys
import time
from types import SimpleNamespace

from worker import Worker

# CPU time, so that other load does not count; on Windows it ticks too slowly.
clock = time.perf_counter if sys.platform == "win32" else time.thread_time
PROBE_SECONDS = 0.05
PROBES = 5


def fit(run, seconds, amount):
    """Return the amount of computing that takes `run` about `seconds`, and the seconds of the probe that says so.

    `amount` is a first guess that takes little time. Noise only ever adds time, so the fastest of a few probes counts.
    """
    target = min(seconds, PROBE_SECONDS)
    took = timed(run, amount)
    while took < target / 2:
        amount = int(amount * min(10, max(2, target / took)))
        took = timed(run, amount)
    best = min(took, *(timed(run, amount) for _ in range(PROBES - 1)))
    return max(1, round(amount * seconds / best)), best


def fit_run(run, seconds, amount, params):
    """The same for work that needs a worker: `run(worker)`, whose worker is the only one, and shares nothing."""

    def alone(amount):
        run(Worker(0, SimpleNamespace(workers=1, amount=amount, params=params, options={}, shared=None)))

    return fit(alone, seconds, amount)


def timed(run, amount):
    start = clock()
    run(amount)
    return clock() - start
