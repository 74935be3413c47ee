"""Amount: updates of one list that all workers share, without a lock. What gets lost is not the question here, but what sharing costs."""
from ..calibrate import fit

LAP = 2_000


def setup(job):
    return [0]


def run(worker):
    updated = 0
    for lap in worker.laps(worker.work_units, LAP):
        updated += update(worker.shared, lap)
    return f"updated {updated} times"


def update(cells, times):
    for _ in range(times):
        cells[0] += 1
    return times


def work_units_for(seconds, params):
    return fit(lambda times: update([0], times), seconds, 10_000)
