"""How much work takes a given time here."""
import sys
import time
from types import SimpleNamespace

from .worker import Worker

# CPU time, so that other load does not count; on Windows it ticks too slowly.
clock = time.perf_counter if sys.platform == "win32" else time.thread_time
PROBE_SECONDS = 0.05
PROBES = 8
"""As many as Node's: see docs/workloads.md, which gives the reason."""


def fit(run, seconds, work_units):
    """Return the amount of computing that takes `run` about `seconds`, and the seconds of the probe that says so.

    `amount` is a first guess that takes little time. Noise only ever adds time, so the fastest of a few probes counts.
    """
    target = min(seconds, PROBE_SECONDS)
    took = timed(run, work_units)
    while took < target / 2:
        work_units = int(work_units * min(10, max(2, target / took)))
        took = timed(run, work_units)
    best = min(took, *(timed(run, work_units) for _ in range(PROBES - 1)))
    return max(1, round(work_units * seconds / best)), best


def fit_run(run, seconds, work_units, params):
    """The same for work that needs a worker: `run(worker)`, whose worker is the only one, and shares nothing."""

    def alone(work_units):
        run(Worker(0, SimpleNamespace(workers=1, work_units=work_units, params=params, options={}, shared=None)))

    return fit(alone, seconds, work_units)


def timed(run, work_units):
    start = clock()
    run(work_units)
    return clock() - start
