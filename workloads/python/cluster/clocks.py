"""How much the clocks of two machines differ."""
import time

ROUNDS = 8
"""Chosen: the quickest of so many round trips is seldom improved by more of them; eight take 50 ms on a machine of its own."""


class Offset:
    """`ns` is added to the other clock's readings to get this one's; the true offset is within `uncertainty_ns` of it."""

    def __init__(self, ns, uncertainty_ns):
        self.ns = ns
        self.uncertainty_ns = uncertainty_ns


def measure(read, clock=time.perf_counter_ns):
    """`read()` asks for the other clock. It was read within the round trip, so half of the quickest is the uncertainty."""
    return min((once(read, clock) for _ in range(ROUNDS)), key=lambda offset: offset.uncertainty_ns)


def covering(before, after):
    """Of two comparisons of the same clocks the first one's offset, with an uncertainty that holds for both."""
    return Offset(before.ns, max(before.uncertainty_ns, abs(after.ns - before.ns) + after.uncertainty_ns))


def once(read, clock):
    before = clock()
    there = read()
    after = clock()
    return Offset((before + after) // 2 - there, (after - before + 1) // 2)


def plausible(offset):
    """0 where the two cannot be told apart: they may be one clock, as two processes of one machine have."""
    return Offset(0, offset.uncertainty_ns) if abs(offset.ns) <= offset.uncertainty_ns else offset
