"""The machines of a cluster: their clocks beside this one's, and a sampler on each."""
import functools
import threading
import time

from . import clocks, seat
from .luggage import PACKAGE, here

PERIOD_NS = 100_000_000
"""Of samples: ten a second. Chosen: less than a hundredth of a core there, and a few kilobytes a second for 64 cores."""
PART_SECONDS = 3
"""Of waiting for all machines at the end; chosen."""


class Host:
    """`name` is missing for this machine itself, whose process ids, clock and samples are the engine's own."""

    def __init__(self, name, cores, worker, pids):
        self.name = name
        self.cores = cores
        self.worker = worker
        """Address of the worker that stands for its machine."""
        self.pids = set(pids)
        self.offset = clocks.Offset(0, 0)
        self.sampled = False
        self.ended = False
        """Its sampler has."""
        self.gone = False
        """It did not answer at the end."""


class Hosts:
    def __init__(self, client, run):
        self.client = client
        self.run = run
        self.own = seat.place()
        self.known = {}
        """By place."""
        self.cpu_ns = {}
        """CPU time of each process when it was first seen, by place and pid."""

    def find(self):
        """Gets to know all that are there: one round of questions for the whole cluster."""
        found = {}
        for worker, told in self.client.run(here, PACKAGE, "seat", "describe").items():
            self.cpu_ns[tuple(told["process"])] = told["cpuNs"]
            found.setdefault(tuple(told["place"]), []).append((worker, told))
        new = {place: self.meet(place, *members) for place, members in found.items() if place not in self.known}
        self.known.update(new)
        others = [host for host in new.values() if host.name is not None]
        for host in others:
            host.offset = self.clock(host)
            host.sampled = self.call(host, "host", "watch", self.run, PERIOD_NS, sorted(host.pids))

    def meet(self, place, *members):
        worker, told = members[0]
        return Host(None if place == self.own else place[0], told["cores"], worker, [told["process"][-1] for _, told in members])

    def of(self, place):
        """The host of a worker, which may have joined the cluster just now."""
        if place not in self.known:
            self.find()
        return self.known[place]

    def follow(self, host, pid):
        """Has a process that is new on its machine sampled there."""
        if host.sampled and pid not in host.pids:
            host.pids.add(pid)
            self.call(host, "host", "add", self.run, pid)

    def others(self):
        return [host for host in self.known.values() if host.name is not None]

    def clock(self, host):
        return clocks.plausible(clocks.measure(functools.partial(self.call, host, "seat", "clock")))

    def finish(self):
        """Has the samplers end, and compares the clocks once more. A host that does not answer in time has gone: that is known of its clock then."""
        # In threads of their own: a question to a machine that is cut off waits for half a minute.
        farewells = [threading.Thread(target=self.part_from, args=(host,), daemon=True) for host in self.others()]
        until = time.monotonic() + PART_SECONDS
        for farewell in farewells:
            farewell.start()
        for farewell in farewells:
            farewell.join(max(0, until - time.monotonic()))

    def part_from(self, host):
        host.gone = True
        try:
            if host.sampled:
                self.call(host, "host", "finish", self.run)
            again = clocks.measure(functools.partial(self.call, host, "seat", "clock"))
            host.offset = clocks.covering(host.offset, again)
            host.gone = False
        except Exception:
            host.ended = True  # nothing more comes from there

    def call(self, host, module, function, *given):
        return self.client.run(here, PACKAGE, module, function, *given, workers=[host.worker])[host.worker]
