"""Amount: random numbers that are appended to lists, each of which is dropped for a new one when it is full."""
import random

from ..calibrate import fit_run

LAP = 2_000


def run(worker):
    # A generator of its own: who gets which number of the random module's shared one depends on who comes first.
    draw = random.Random(worker.index).random
    length = worker.params["length"]
    total = 0.0
    for start in range(0, worker.work_units, length):
        numbers = []
        for lap in worker.laps(min(length, worker.work_units - start), LAP):
            for _ in range(lap):
                numbers.append(draw())
            total += sum(numbers[-lap:])
    return f"{worker.work_units} numbers, sum {total:.3f}"


def work_units_for(seconds, params):
    return fit_run(run, seconds, 10_000, params)
