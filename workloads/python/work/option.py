"""Amount: paths of a price that follows a geometric Brownian motion, each of which ends with what a European call then pays.

Where the price ends is drawn in one step, which is exact.
"""
import math
import random

from ..calibrate import fit_run

LAP = 500
MAX_CHECKPOINTS = 8


def run(worker):
    spot, strike, drift, deviation = terms(worker.params)
    gauss, exp = random.Random(worker.index).gauss, math.exp
    total = squares = 0.0
    done = paid = 0
    sums = []
    for paths in checkpoints(worker.work_units):
        for lap in worker.laps(paths - done, LAP):
            for _ in range(lap):
                payoff = spot * exp(drift + deviation * gauss(0.0, 1.0)) - strike
                if payoff > 0.0:
                    total += payoff
                    squares += payoff * payoff
                    paid += 1
        done = paths
        sums.append((paths, total, squares))
    paths, totals, squares = map(list, zip(*sums))
    worker.report(paths=paths, payoffs=totals, squares=squares, paid=paid)
    return f"{done} paths, {paid} paid {total:.6f}"


def terms(params):
    """Spot and strike, discounted as the payoffs shall be, and mean and deviation of the logarithm of the price's growth."""
    rate, volatility, years = params["rate"] / 100, params["volatility"] / 100, params["maturity"]
    discount = math.exp(-rate * years)
    drift = (rate - volatility * volatility / 2) * years
    return params["spot"] * discount, params["strike"] * discount, drift, volatility * math.sqrt(years)


def checkpoints(work_units):
    """Paths after which the sums are told: all of them, a quarter, a sixteenth, ..."""
    return sorted({max(1, work_units // 4**step) for step in range(MAX_CHECKPOINTS)})


def work_units_for(seconds, params):
    return fit_run(run, seconds, 1_000, params)
