"""One order to run: a piece of work, how much of it, and how many workers."""
import threading
import time
from multiprocessing import current_process
from os import getpid


class Task:
    """What a model is given. It calls `run` (or awaits `run_async`) once for each worker, where the worker shall live."""

    def __init__(self, channel, work, amount, workers, options):
        self.workers = workers
        self.options = options
        self.failure = None
        """The first worker's that failed: a sentence."""
        self.outside_cpu_ns = 0
        """CPU time that worker processes used, from their start."""
        self._channel = channel
        self._work = work
        self._amount = amount

    def run(self, index, launch_ns):
        """Does one worker's work in the calling thread; `launch_ns` is when its creation was asked for. Never raises."""
        self._started(index, launch_ns)
        cpu_ns = time.thread_time_ns()
        try:
            checksum = self._work(self._amount)
            end_ns = time.perf_counter_ns()
            self._ended(index, end_ns, checksum, cpuNs=time.thread_time_ns() - cpu_ns)
        except BaseException as error:
            self._failed(index, error)

    async def run_async(self, index, launch_ns):
        """The same for work that is a coroutine function."""
        self._started(index, launch_ns)
        try:
            checksum = await self._work(self._amount)
            self._ended(index, time.perf_counter_ns(), checksum, cpuMissing="asyncio tasks share one thread's clock")
        except Exception as error:
            self._failed(index, error)

    def fail(self, sentence):
        self.failure = self.failure or sentence

    def _started(self, index, launch_ns):
        start_ns = time.perf_counter_ns()
        self._channel.emit(
            "worker-start",
            index=index,
            name=f"{current_process().name}/{threading.current_thread().name}",
            pid=getpid(),
            tid=threading.get_native_id(),
            launchNs=launch_ns,
            startNs=start_ns,
        )

    def _ended(self, index, end_ns, checksum, **cpu):
        self._channel.emit("worker-end", index=index, endNs=end_ns, checksum=checksum, **cpu)

    def _failed(self, index, error):
        self.fail(f"Worker {index} failed: {type(error).__name__}: {error}")
