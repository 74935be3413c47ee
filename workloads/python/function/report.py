"""What the ledger says about a trial."""
from . import ledger

MAX_STEPS = 200
"""Of the curve of calls in flight; as many as the event may have."""


class Rows:
    """Rows of the ledger whose calls have come to their end: `spans` are (start, end, items) by seat, in ns."""

    def __init__(self, rows, count, begin_ns, end_ns):
        group = ledger.group_size(count)
        starts, ends, seats = (rows[part :: ledger.ROW].tolist() for part in range(ledger.ROW))
        self.begin_ns = begin_ns
        self.end_ns = end_ns
        self.spans = {}
        self.seconds = []
        for row, (start, end, seat) in enumerate(zip(starts, ends, seats)):
            if start and end:
                items = min(group, count - row * group)
                self.spans.setdefault(seat, []).append((start, end))
                self.seconds.append((end - start) / items / 1e9)
        self.total = sum((end - start) for start, end in zip(starts, ends) if start and end) / 1e9


def times(rows, seats):
    return {
        **({"perItemSeconds": per_item(rows)} if rows.seconds else {}),
        "idleShare": [idle_share(rows, rows.spans.get(seat, [])) for seat in seats],
        "inFlight": in_flight(rows),
    }


def per_item(rows):
    seconds = sorted(rows.seconds)
    return {
        "median": quantile(seconds, 0.5),
        "p95": quantile(seconds, 0.95),
        "max": seconds[-1],
        "total": rows.total,
    }


def quantile(ordered, share):
    """Between two values it is the mean that is weighted by how near they are."""
    at = share * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


def idle_share(rows, spans):
    """Of the trial's time, what is outside of all spans: those of an event loop overlap."""
    busy, reached = 0, rows.begin_ns
    for start, end in sorted(spans):
        busy += max(0, end - max(start, reached))
        reached = max(reached, end)
    return max(0.0, 1 - busy / max(1, rows.end_ns - rows.begin_ns))


def in_flight(rows):
    """The mean number of calls under way in each of some equal steps of the trial."""
    length = max(1, rows.end_ns - rows.begin_ns)
    steps = min(MAX_STEPS, max(1, length // 1000))
    step = length / steps
    inside = [0.0] * steps  # ns of calls that start or end in the step
    through = [0] * (steps + 1)  # changes of the number of calls that go through the whole step
    for spans in rows.spans.values():
        for start, end in spans:
            a, b = (start - rows.begin_ns) / step, (end - rows.begin_ns) / step
            first, last = min(int(a), steps - 1), min(int(b), steps - 1)
            if first == last:
                inside[first] += b - a
            else:
                inside[first] += first + 1 - a
                inside[last] += b - last
                through[first + 1] += 1
                through[last] -= 1
    counts, whole = [], 0
    for index in range(steps):
        whole += through[index]
        counts.append(round(whole + inside[index], 3))
    return {"stepSeconds": step / 1e9, "counts": counts}
