"""Calls the user's function over all inputs with a cluster's own `map`."""
import functools
import threading
import time

from ..function import ledger
from ..function.faults import Failed
from . import errand
from .connection import register, reason
from .luggage import PACKAGE, Errand, here
from .relay import Relay
from .run import why_lost

MAX_QUEUED = 10_000
"""Tasks that the scheduler has at once: each takes some kilobytes there. Chosen."""
STARTS_SECONDS = 2
"""How long the last reports of a start may take after the last result; chosen."""


def map_all(cluster, calls):
    calls.check_function_is_sent()
    seats = Seats(calls, cluster)
    relay = cluster.cleanup.enter_context(Relay(cluster, calls.channel.emit, calls.values, seats.of_event))
    calls.cpu_before = {seats.number_of(process): ns for process, ns in cluster.hosts.cpu_ns.items()}
    calls.cleanup.callback(await_starts, calls, relay)
    begin(cluster, calls)
    call_all(cluster, calls, seats)


def begin(cluster, calls):
    """Sends the function to the workers: those that come later get it too."""
    try:
        register(cluster.client, Errand(cluster.run, errand.pack(calls, visits=not cluster.is_own)), f"{cluster.run}-errand")
    except Exception as error:
        raise Failed(f"The function cannot be imported on the cluster: {reason(error)}.") from None


def call_all(cluster, calls, seats):
    function = None if calls.by_name else calls.user.function
    task = functools.partial(here, PACKAGE, "errand", "call", cluster.run, function)
    chunks = calls.chunks()
    while True:
        part = [chunk for chunk, _ in zip(chunks, range(MAX_QUEUED))]
        if not part:
            return
        firsts, items = map(list, zip(*part))
        keys = [f"{cluster.run}-{first}" for first in firsts]
        futures = cluster.client.map(task, firsts, items, key=keys, pure=False)
        try:
            for first, (results, back) in zip(firsts, gathered(cluster, calls, futures, firsts)):
                calls.done(first, results)
                if back is not None:
                    seats.keep(first, len(results), back)
        finally:
            cluster.client.cancel(futures)


def gathered(cluster, calls, futures, firsts):
    """@throws Failed for the first that failed"""
    try:
        return cluster.client.gather(futures)
    except Failed:
        raise
    except Exception as error:
        first = next((first for future, first in zip(futures, firsts) if future.status == "error"), None)
        if type(error).__name__ != "KilledWorker":
            raise calls.not_sent(error, first) from None
        items = f"Item {first}" if calls.chunk == 1 else f"One of the items {first} to {first + calls.chunk - 1}"
        raise Failed(f"{items} failed: {why_lost(error, cluster.address)}", first if calls.chunk == 1 else None) from None


def await_starts(calls, relay):
    """A worker's start is reported by way of the scheduler, and may come after its results."""
    until = time.monotonic() + STARTS_SECONDS
    while len(relay.started) < len(ledger.records(calls.folder)) and time.monotonic() < until:
        time.sleep(0.002)


class Seats:
    """Numbers of the workers. One that is not ours has a ledger of its own, which goes into that of the trial."""

    def __init__(self, calls, cluster):
        self.calls = calls
        self.cluster = cluster
        self.taken = {}
        self.elsewhere = {}
        """Numbers of processes of other machines, which may have one PID."""
        self.lock = threading.Lock()

    def number_of(self, process):
        """Of a process, given as place and PID: its PID, or a number below 0 where it is another machine's."""
        if process[:-1] == self.cluster.hosts.own:
            return process[-1]
        return self.elsewhere.setdefault(process, -1 - len(self.elsewhere))

    def of_event(self, event, place):
        if self.cluster.is_own:
            return event["index"]
        seat, record = self.of((place, event["pid"], event["index"]))
        if not record[ledger.LAST_END]:
            # Until it returns something, all that is known of it is its start.
            start_ns = event["startNs"] + self.cluster.hosts.of(place).offset.ns
            record[ledger.PID], record[ledger.FIRST_START], record[ledger.LAST_END] = self.number_of((*place, event["pid"])), start_ns, start_ns
        return seat

    def of(self, key):
        """Number and record of a place, process and seat there."""
        with self.lock:
            if key not in self.taken:
                self.taken[key] = ledger.claim_seat(self.calls.folder)
            return self.taken[key]

    def keep(self, first, count, back):
        place, record, rows = tuple(back["place"]), back["record"], back["rows"]
        offset = self.cluster.hosts.of(place).offset.ns
        seat, kept = self.of((place, record[ledger.PID], back["seat"]))
        kept[ledger.PID] = self.number_of((*place, record[ledger.PID]))
        kept[ledger.FIRST_START] = record[ledger.FIRST_START] + offset
        kept[ledger.LAST_END] = max(kept[ledger.LAST_END], record[ledger.LAST_END] + offset)
        for part in (ledger.THREAD_CPU, ledger.PROCESS_CPU):
            kept[part] = max(kept[part], record[part])
        at = ledger.ROW * (first // self.calls.group)
        for row in range(0, len(rows), ledger.ROW):
            start, end, _ = rows[row : row + ledger.ROW]
            self.calls.rows[at + row] = start + offset
            self.calls.rows[at + row + 1] = end + offset
            self.calls.rows[at + row + 2] = seat
