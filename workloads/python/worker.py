"""What a piece of work is given: which worker it is, how much to do, and how to tell what it found."""
import time

MAX_SPANS = 20_000
"""Kept of one worker; where it was on and off more often, the rest is missing."""
MAX_GAP_NS = 2_000_000
USUAL_SWITCH_INTERVAL = 0.005
LAPS_PER_GAP = 4
"""What is off the interpreter takes longer than so many of its quickest laps: see docs/workloads.md, which gives the reason."""


class Worker:
    """`index` counts from 0 to `workers` - 1, `shared` is what `setup` returned, `given` what its model handed to it alone."""

    def __init__(self, index, task, given=None):
        self.index = index
        self.workers = task.workers
        self.work_units = task.work_units
        self.params = task.params
        self.shared = task.shared
        self.given = given
        self.values = {}
        self._stamps = task.options.get("stamps", True)
        interval = task.options.get("switchIntervalSeconds", USUAL_SWITCH_INTERVAL)
        self._finer = min(1.0, interval / USUAL_SWITCH_INTERVAL)
        self._gap_ns = min(MAX_GAP_NS, int(interval * 0.4e9))
        self._spans = []
        self._start = self._last = self._lap_ns = 0

    def report(self, **values):
        """Tells numbers, texts, booleans, or lists of these, by name."""
        self.values.update(values)

    def laps(self, total, size):
        """Yields lap sizes that add up to `total`, and stamps the clock between two of them.

        `size` takes some hundred microseconds; with a shorter switch interval than usual laps are shorter too.
        """
        if not self._stamps:
            yield total
            return
        clock = time.perf_counter_ns
        size = max(1, int(size * self._finer))
        self._stamp(clock())
        start, last, lap_ns, gap_ns = self._start, self._last, self._lap_ns, self._gap_ns
        try:
            while total > 0:
                lap = size if size < total else total
                yield lap
                total -= lap
                now = clock()
                took = now - last
                # A lap that always takes so long is slow, and no gap.
                if took > gap_ns and took > LAPS_PER_GAP * lap_ns:
                    self._cut(start, last)
                    start = now
                if took < lap_ns or lap_ns == 0:
                    lap_ns = took
                last = now
        finally:
            self._start, self._last, self._lap_ns = start, last, lap_ns

    def running(self, start_ns):
        """When it was on the interpreter: start and end of each span, flat, ns after `start_ns`."""
        self._cut(self._start, self._last)
        return [ns - start_ns for ns in self._spans]

    def _stamp(self, now):
        if now - self._last > self._gap_ns:
            self._cut(self._start, self._last)
            self._start = now
        self._last = now

    def _cut(self, start, last):
        if last > start and len(self._spans) < 2 * MAX_SPANS:
            self._spans += (start, last)
