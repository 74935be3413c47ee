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
    run_line(Line(calls))


def run_line(line):
    threads = [start(line, index) for index in range(line.calls.workers)]
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

    def run(self, _index, requested_ns):
        """What a thread does."""
        self.serve(lambda first, items: self.calls.worker(requested_ns).chunk(first, items))

    def serve(self, call_chunk):
        try:
            for first, items in iter(self._next, None):
                self.calls.done(first, call_chunk(first, items))
        except Exception as failure:
            self.failure = failure

    def _next(self):
        with self._lock:
            return None if self.failure else next(self._chunks, None)
