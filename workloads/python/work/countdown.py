"""Amount: iterations of a loop that does nothing else."""
from calibrate import fit

LAP = 5_000


def run(worker):
    counted = 0
    for lap in worker.laps(worker.amount, LAP):
        counted += count(lap)
    return f"counted {counted}"


def count(amount):
    n = amount
    while n > 0:
        n -= 1
    return amount - n


def amount_for(seconds, params):
    return fit(count, seconds, 10_000)
