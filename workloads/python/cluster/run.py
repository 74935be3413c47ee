"""Hands out the work of one trial: a task of the cluster for each worker."""
import functools
import time

from distributed import as_completed

from .luggage import PACKAGE, here
from .relay import Relay


def run_all(cluster, task):
    client, run = cluster.client, cluster.run
    relay = cluster.cleanup.enter_context(Relay(cluster, task.tell, task.values))
    work = functools.partial(here, PACKAGE, "seat", "work", run, task.spec(), time.perf_counter_ns())
    indices = range(task.workers)
    with client.as_current():
        futures = client.map(work, indices, key=[f"{run}-{index}" for index in indices], pure=False)
        index_of = dict(zip(futures, indices))
        used = {}
        for future in as_completed(futures):
            try:
                result = future.result()
            except Exception as error:
                task.fail(f"Worker {index_of[future]} failed: {why_lost(error, cluster.address)}")
                continue
            for event in result["events"]:
                relay.put(event)
            task.fail(result["failure"])
            used[tuple(result["process"])] = max(result["cpuNs"], used.get(tuple(result["process"]), 0))
    client.cancel(futures)
    task.outside_cpu_ns += sum(ns - cluster.hosts.cpu_ns.get(process, 0) for process, ns in used.items())


def why_lost(error, address):
    """The end of a sentence, with its full stop."""
    kind = type(error).__name__
    if kind == "KilledWorker":
        return "Dask gave up, because each process that ran its task has died."
    if kind in ("CancelledError", "FutureCancelledError"):
        return f"the connection to the scheduler at {address} was lost."
    return f"{kind}: {error}"
