"""Worker i serves the i-th client of an echo server, and counts its requests in a counter that all workers share.

Amount: what a client asks for in all its requests, in seconds to wait or in steps of counting down.
"""
import asyncio
import multiprocessing
import threading
import time
from contextlib import ExitStack
from types import SimpleNamespace

from .. import echo
from ..models import processes, threads
from ..peers import Peer
from . import countdown


class Service:
    """The server, before and while it has clients."""

    def __init__(self, job):
        self.listener = echo.listen(job.cleanup)
        settings = {"clients": job.workers, "requests": job.params["requests"]}
        self.clients = Peer(job.cleanup, "clients", port=echo.port_of(self.listener), **settings)
        self.clients.hear()  # they are ready
        self.connections = {}
        self.counter = Counter(threading.Lock(), SimpleNamespace(value=0))

    def clients_of(self, task):
        """Bids the clients come. Yields the index of the worker that shall serve each, when it has come."""
        self.clients.tell("go")
        for index in range(task.workers):
            self.connections[index] = echo.accept(self.listener)
            yield index

    def __getstate__(self):
        return {"connections": self.connections, "counter": self.counter}  # all that a process needs of it


class Counter:
    """A number and the lock that guards it."""

    def __init__(self, lock, number):
        self._lock = lock
        self._number = number

    def add(self):
        with self._lock:
            self._number.value += 1

    @property
    def value(self):
        return self._number.value


def setup(job):
    return Service(job)


def finish(_job, service):
    """What the clients saw: requests, seconds, latencies; and where the counter stands."""
    return {**service.clients.hear(), "counted": service.counter.value}


def run(worker):
    each = share_of(worker)
    waits = worker.params["work"] == "wait"

    def work():
        if waits:
            time.sleep(each)
        else:
            compute(worker, each)
        worker.shared.counter.add()

    return f"served {echo.serve(worker.shared.connections.pop(worker.index), work)} requests"


async def run_async(worker):
    each = share_of(worker)
    waits = worker.params["work"] == "wait"

    async def work():
        if waits:
            await asyncio.sleep(each)
        else:
            compute(worker, each)
        worker.shared.counter.add()

    return f"served {await echo.serve_async(worker.shared.connections.pop(worker.index), work)} requests"


def share_of(worker):
    """Of the amount, what one request asks for."""
    share = worker.work_units / worker.params["requests"]
    return share if worker.params["work"] == "wait" else round(share)


def compute(worker, steps):
    for lap in worker.laps(steps, countdown.LAP):
        countdown.count(lap)


def work_units_for(seconds, params):
    return (seconds, 0) if params["work"] == "wait" else countdown.work_units_for(seconds, params)


class OneAtATime:
    LABEL = "one at a time"
    DESCRIPTION = "The main thread accepts a client, serves it until it disconnects, and accepts the next."
    KIND = "sequential"
    SHARES_INTERPRETER = True
    ORDER = 10

    @staticmethod
    def run(task):
        for index in task.shared.clients_of(task):
            task.run(index, time.perf_counter_ns())


class ThreadPerClient:
    LABEL = "thread per client"
    DESCRIPTION = "The main thread accepts the clients; each is served by its own thread."
    KIND = "thread"
    SHARES_INTERPRETER = True
    ORDER = 20

    @staticmethod
    def run(task):
        with ExitStack() as joins:
            for index in task.shared.clients_of(task):
                joins.callback(threads.start(task, index).join)


class ProcessPerClient:
    LABEL = "process per client"
    DESCRIPTION = "The main process accepts the clients; each is served by its own process."
    KIND = "process"
    SHARES_INTERPRETER = False
    ORDER = 30
    needs = staticmethod(processes.needs)

    @staticmethod
    def run(task):
        context = multiprocessing.get_context(task.options.get("startMethod"))
        service = task.shared
        service.counter = Counter(context.Lock(), context.RawValue("q", 0))
        working = {}
        try:
            for index in service.clients_of(task):
                working.update([processes.start(task, index, context)])
                service.connections.pop(index).close()
        finally:
            processes.join_all(task, working)


class EventLoop:
    LABEL = "asyncio"
    DESCRIPTION = "An event loop in the main thread accepts the clients; each is served by its own task."
    KIND = "coroutine"
    SHARES_INTERPRETER = True
    ORDER = 40
    ASYNC = True

    @staticmethod
    def run(task):
        asyncio.run(EventLoop.serve(task))

    @staticmethod
    async def serve(task):
        loop = asyncio.get_running_loop()
        service = task.shared
        service.listener.setblocking(False)
        service.clients.tell("go")
        tasks = []
        for index in range(task.workers):
            service.connections[index], _ = await loop.sock_accept(service.listener)
            tasks.append(loop.create_task(task.run_async(index, time.perf_counter_ns())))
        await asyncio.gather(*tasks)


MODELS = {
    "one-at-a-time": OneAtATime,
    "thread-per-client": ThreadPerClient,
    "process-per-client": ProcessPerClient,
    "server-asyncio": EventLoop,
}
