"""One order to run: a piece of work, how much of it, and how many workers."""
import importlib
import os
import pickle
import sys
import time

from .announce import worker_start
from .worker import Worker

SPANS_IN_A_LINE = 100
"""A line of `running` has at most 4,096 bytes: two numbers of up to 13 digits a span, with their commas."""


class Task:
    """What a model is given. It calls `run` (or awaits `run_async`) once for each worker, where the worker shall live.

    It can be handed to another process, and by `spec` to another interpreter.
    """

    def __init__(self, channel, work, work_units, workers, params, options, shared=None, interpreter=""):
        self.workers = workers
        self.work_units = work_units
        self.params = params
        self.options = options
        self.shared = shared
        self.prepared = None
        """What the model has prepared before the clock has started."""
        self.values = {}
        """What the model reports of the trial, beside what the work does."""
        self.failure = None
        """The first worker's that failed: a sentence."""
        self.outside_cpu_ns = 0
        """CPU time that worker processes used, from their start."""
        self.may_lose_workers = getattr(load(work), "MAY_LOSE_WORKERS", False)
        self._channel = channel
        self._work = work
        self._interpreter = interpreter
        self._home = os.getpid()
        self._cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
        self._untold = []

    def run(self, index, requested_ns, given=None, name=None):
        """Does one worker's work in the calling thread; `requested_ns` is when its creation was asked for. Never raises."""
        worker = Worker(index, self, given)
        start_ns = self._begin(index, requested_ns, name)
        cpu_ns = time.thread_time_ns()
        try:
            checksum = load(self._work).run(worker)
            end_ns = time.perf_counter_ns()
            self._ended(worker, end_ns, checksum, cpuNs=time.thread_time_ns() - cpu_ns)
        except BaseException as error:
            self._failed(index, error)
        self._tell_running(index, worker.running(start_ns))

    async def run_async(self, index, requested_ns, given=None):
        """The same for work that has a coroutine function, `run_async`."""
        worker = Worker(index, self, given)
        self._begin(index, requested_ns, None)
        try:
            checksum = await load(self._work).run_async(worker)
            self._ended(worker, time.perf_counter_ns(), checksum, cpuMissing="asyncio tasks share one thread's clock")
        except Exception as error:
            self._failed(index, error)

    def tell(self, event, **fields):
        """Writes an event of a worker that has no pipe to the engine."""
        self._channel.emit(event, **fields)

    def fail(self, sentence):
        self.failure = self.failure or sentence

    def lost(self, index, how):
        """A worker is gone: that is told where the work may lose workers, and fails the order elsewhere."""
        if self.may_lose_workers:
            self._channel.emit("worker-lost", index=index, endNs=time.perf_counter_ns(), how=how[:1000])
        else:
            self.fail(f"Worker {index} failed: {how}")

    def tell_untold(self):
        """Writes what waited for the end of what is measured."""
        for index, spans in self._untold:
            for at in range(0, len(spans), 2 * SPANS_IN_A_LINE):
                self._channel.emit("running", index=index, ns=spans[at : at + 2 * SPANS_IN_A_LINE])
        self._untold.clear()

    def spec(self):
        """What another interpreter makes the same task of, by `from_spec`: bytes."""
        return pickle.dumps((self._work, self.work_units, self.workers, self.params, self.options, self.shared))

    @staticmethod
    def from_spec(spec, channel, interpreter):
        work, work_units, workers, params, options, shared = pickle.loads(spec)
        task = Task(channel, work, work_units, workers, params, options, shared, interpreter)
        task._home = None
        return task

    def _begin(self, index, requested_ns, name):
        self._settle(index)
        start_ns = time.perf_counter_ns()
        worker_start(self._channel, index, requested_ns, start_ns, name, self._interpreter)
        return start_ns

    def _settle(self, index):
        """The options that are the worker's own; they end with it."""
        affinity = self.options.get("affinity")
        if affinity:
            os.sched_setaffinity(0, {self._cores[index % len(self._cores) if affinity == "each" else 0]})
        if "switchIntervalSeconds" in self.options and os.getpid() != self._home:
            sys.setswitchinterval(self.options["switchIntervalSeconds"])

    def _ended(self, worker, end_ns, checksum, **cpu):
        self._channel.emit("worker-end", index=worker.index, endNs=end_ns, checksum=checksum, values=worker.values, **cpu)

    def _failed(self, index, error):
        self.lost(index, f"{type(error).__name__}: {error}".rstrip(": "))

    def _tell_running(self, index, spans):
        self._untold.append((index, spans))
        if os.getpid() != self._home:
            self.tell_untold()


def load(work):
    return importlib.import_module(f".work.{work}", __package__)
