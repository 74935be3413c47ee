import threading
import time

LABEL = "threads"
DESCRIPTION = "A threading.Thread for each worker, all in one process."
KIND = "thread"
SHARES_INTERPRETER = True
ORDER = 20


def run(task):
    threads = [start(task, index) for index in range(task.workers)]
    for thread in threads:
        thread.join()


def start(task, index):
    """`task.run(index, requested_ns)` in a thread."""
    thread = threading.Thread(target=task.run, args=(index, time.perf_counter_ns()), name=f"Thread-{index + 1}")
    thread.start()
    return thread


def map(calls):
    line = Line(calls)
    threads = [start(line, index) for index in range(calls.workers)]
    for thread in threads:
        thread.join()
    if line.failure:
        raise line.failure


class Line:
    """Chunks that threads take from, until there are none or one has failed."""

    def __init__(self, calls):
        self.calls = calls
        self.failure = None
        self._chunks = calls.chunks()
        self._lock = threading.Lock()

    def next(self):
        with self._lock:
            return None if self.failure else next(self._chunks, None)

    def run(self, _index, requested_ns):
        try:
            for first, items in iter(self.next, None):
                self.calls.done(first, self.calls.worker(requested_ns).chunk(first, items))
        except Exception as failure:
            self.failure = failure
