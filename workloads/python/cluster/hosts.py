"""The machines of a cluster, and their clocks beside this one's."""
import time

from . import clocks, seat
from .luggage import PACKAGE, here


class Host:
    """`name` is missing for this machine itself, whose process ids and clock are the main process's own."""

    def __init__(self, name, worker, offset):
        self.name = name
        self.worker = worker
        self.offset = offset


class Hosts:
    def __init__(self, client):
        self.client = client
        self.own = seat.place()
        self.known = {}
        """By place."""

    def of(self, place, worker):
        """The host of a worker. One that is new is asked for its clock, which takes a moment."""
        place = tuple(place)
        if place not in self.known:
            mine = place == self.own
            self.known[place] = Host(None if mine else place[0], worker, clocks.Offset(0, 0) if mine else self.clock(worker))
        return self.known[place]

    def clock(self, worker):
        return clocks.plausible(clocks.measure(lambda: self.call(worker, "clock")))

    def call(self, worker, function, *given):
        return self.client.run(here, PACKAGE, "seat", function, *given, workers=[worker])[worker]

    def describe(self):
        """What each process of the cluster says of itself, by its address."""
        return self.client.run(here, PACKAGE, "seat", "describe")
