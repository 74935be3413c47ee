"""Pieces of uneven length."""
from itertools import accumulate
from random import Random


def parts(total, count, seed):
    """Cut `total` into `count` whole numbers, exponentially distributed: the same ones for the same seed."""
    random = Random(seed)
    *within, whole = accumulate(random.expovariate(1) for _ in range(count))
    edges = [0, *(round(total * upto / whole) for upto in within), round(total)]
    return [end - start for start, end in zip(edges, edges[1:])]
