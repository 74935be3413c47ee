"""Hands out the work of one trial, and writes down what the workers report."""
import queue
import time

from .luggage import PACKAGE, work


def run_all(cluster, task):
    Trial(cluster, task).run()


class Trial:
    """Events come by Dask's own thread, and are written by the main one."""

    def __init__(self, cluster, task):
        self.cluster = cluster
        self.task = task
        self.arrived = queue.SimpleQueue()
        self.started = {}
        """What each worker has reported of its start: once, unless Dask runs it again."""

    def run(self):
        client, name = self.cluster.client, self.cluster.run
        client.subscribe_topic(name, lambda event: self.arrived.put((None, event[1])))
        spec, count = self.task.spec(), self.task.workers
        requested_ns = time.perf_counter_ns()
        keys = [f"{name}-{index}" for index in range(count)]
        futures = client.map(
            work, [PACKAGE] * count, [name] * count, [spec] * count, range(count), [requested_ns] * count, key=keys, pure=False
        )
        for index, future in enumerate(futures):
            future.add_done_callback(lambda done, index=index: self.arrived.put((index, done)))
        try:
            self.collect(count)
        finally:
            client.cancel(futures)

    def collect(self, working):
        used = {}
        while working:
            index, what = self.arrived.get()
            if index is None:
                self.tell(what)
                continue
            working -= 1
            result = self.result_of(index, what)
            if result is not None:
                for event in result["events"]:
                    self.tell(event)
                self.task.fail(result["failure"])
                process = tuple(result["process"])
                used[process] = max(result["cpuNs"], used.get(process, 0))
        before = self.cluster.cpu_ns
        self.task.outside_cpu_ns += sum(ns - before.get(process, 0) for process, ns in used.items())
        self.task.values.update(self.cluster.remarks, **self.again())

    def result_of(self, index, future):
        """None where there is none, which is then the failure of the trial."""
        try:
            return future.result()
        except Exception as error:
            self.task.fail(why_lost(index, error, self.cluster.address))

    def tell(self, event):
        """Writes an event in the times of this clock. A start comes twice, by the scheduler and with the result."""
        host = self.cluster.hosts.of(event.pop("place"), event.pop("worker"))
        if event["ev"] == "worker-start":
            starts = self.started.setdefault(event["index"], [])
            if (event["pid"], event["startNs"]) in starts:
                return
            starts.append((event["pid"], event["startNs"]))
        for name in ("startNs", "endNs"):
            if name in event:
                event[name] += host.offset.ns
        if host.name is not None:
            event = elsewhere(event, host.name)
        self.task.tell(event)

    def again(self):
        """How often Dask has started a worker's task anew, because the process that ran it was gone."""
        count = sum(len(starts) - 1 for starts in self.started.values())
        return {"runAgain": count} if count else {}


def elsewhere(event, host):
    """Process ids count on their own machine only."""
    named = {name: f"{host}:{event[name]}" for name in ("interpreter", "gil") if name in event}
    return {**event, **named, **({"host": host} if event["ev"] == "worker-start" else {})}


def why_lost(index, error, address):
    kind = type(error).__name__
    if kind == "KilledWorker":
        return f"Worker {index} failed: Dask gave up, because each process that ran its task has died."
    if kind in ("CancelledError", "FutureCancelledError"):
        return f"Worker {index} failed: the connection to the scheduler at {address} was lost."
    return f"Worker {index} failed: {kind}: {error}"
