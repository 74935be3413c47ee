"""Amount: iterations of a loop that does nothing else."""
from calibrate import fit


def run(amount):
    n = amount
    while n > 0:
        n -= 1
    return f"counted {amount - n}"


def amount_for(seconds):
    return fit(run, seconds, 10_000)
