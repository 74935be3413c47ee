"""Amount: iterations of a loop that does nothing else."""
from ..calibrate import fit

LAP = 5_000


def run(worker):
    counted = 0
    for lap in worker.laps(worker.work_units, LAP):
        counted += count(lap)
    return f"counted {counted}"


def count(work_units):
    n = work_units
    while n > 0:
        n -= 1
    return work_units - n


def work_units_for(seconds, params):
    return fit(count, seconds, 10_000)
