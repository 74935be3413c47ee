"""Amount: iterations of a loop, in `pieces` of uneven length, with a wait after each: `wait-seconds` in all."""
import sys
import time

from ..uneven import parts
from .countdown import LAP, work_units_for, count  # noqa: F401

MICROSECONDS = 1_000_000


def run(worker):
    pieces = worker.params["pieces"]
    steps = parts(worker.work_units, pieces, 2 * worker.index + 1)
    waits = parts(worker.params["wait-seconds"] * MICROSECONDS, pieces, 2 * worker.index + 2)
    before = switches()
    counted = 0
    for step, wait in zip(steps, waits):
        for lap in worker.laps(step, LAP):
            counted += count(lap)
        if wait > 0:
            time.sleep(wait / MICROSECONDS)
    worker.report(pieces=pieces, **{kind: now - before[kind] for kind, now in switches().items()})
    return f"counted {counted} in {pieces} pieces"


def switches():
    """Context switches of this thread so far (of the process, where the system tells only those); nothing on Windows."""
    if sys.platform == "win32":
        return {}
    import resource

    usage = resource.getrusage(getattr(resource, "RUSAGE_THREAD", resource.RUSAGE_SELF))
    return {"voluntary": usage.ru_nvcsw, "involuntary": usage.ru_nivcsw}
