"""What sending inputs and results between processes takes: measured on the same objects when the clock has stopped."""
import math
import pickle
import time
from multiprocessing.reduction import ForkingPickler

MAX_SECONDS = 0.5
"""Chosen: half a second of pickles says what all of them take."""
SENDS = ("process", "process-pool", "interpreter", "cluster")
"""Kinds of models whose workers share no memory with the main thread."""


def measure(calls, kind):
    """Bytes and seconds of all pickles of a trial, from as many of them as fit into half a second."""
    if kind not in SENDS:
        return {"pickledBytes": {"in": 0, "out": 0}, "serialiseSeconds": 0}
    chunks = -(-calls.count // calls.chunk)
    taken = sent = returned = 0
    seconds = 0.0
    call = calls.call if calls.chunk == 1 else calls.call_chunk
    try:
        for index in spread(chunks):
            first = index * calls.chunk
            items, results = calls.inputs[first : first + calls.chunk], calls.results[first : first + calls.chunk]
            start = time.perf_counter()
            there = bytes(ForkingPickler.dumps((call, first, items)))
            pickle.loads(there)
            back = bytes(ForkingPickler.dumps(results))
            pickle.loads(back)
            seconds += time.perf_counter() - start
            taken, sent, returned = taken + 1, sent + len(there), returned + len(back)
            if seconds > MAX_SECONDS:
                break
    except Exception as error:
        missing = {"missing": f"the pickles could not be made again: {type(error).__name__}: {error}"}
        return {"pickledBytes": missing, "serialiseSeconds": missing}
    scale = chunks / taken
    return {
        "pickledBytes": {"in": round(sent * scale), "out": round(returned * scale)},
        "serialiseSeconds": seconds * scale,
    }


def spread(count):
    """All numbers below `count`, in an order of which every beginning is spread over them: for a stride that shares no factor."""
    stride = max(1, round(count * 0.618))
    while math.gcd(stride, count) != 1:
        stride += 1
    at = 0
    for _ in range(count):
        yield at
        at = (at + stride) % count
