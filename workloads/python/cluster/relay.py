"""Writes what workers report to the engine's pipe, in the times of this machine's clock."""
import queue
import threading


class Relay(threading.Thread):
    """`seat_of` gives the worker's number in the trial, where an event has that of its own machine only."""

    def __init__(self, cluster, emit, seat_of=lambda event, place: event["index"]):
        super().__init__(daemon=True)
        self.cluster = cluster
        self.emit = emit
        self.seat_of = seat_of
        self.arrived = queue.SimpleQueue()
        self.started = {}
        """What each worker has reported of its start, by its number: once, unless Dask runs it again."""

    def __enter__(self):
        self.cluster.client.subscribe_topic(self.cluster.run, lambda event: self.put(event[1]))
        self.start()
        return self

    def __exit__(self, *error):
        """Returns when all is written that has arrived."""
        self.arrived.put(None)
        self.join()

    def put(self, event):
        self.arrived.put(event)

    def run(self):
        for event in iter(self.arrived.get, None):
            self.tell(dict(event))

    def tell(self, event):
        place = tuple(event.pop("place"))
        event["index"] = self.seat_of(event, place)
        host = self.cluster.hosts.of(place, event.pop("worker"))
        if event["ev"] == "worker-start":
            # It comes by the scheduler, and again with the result.
            starts = self.started.setdefault(event["index"], set())
            if (event["pid"], event["startNs"]) in starts:
                return
            starts.add((event["pid"], event["startNs"]))
        for name in ("startNs", "endNs"):
            if name in event:
                event[name] += host.offset.ns
        self.emit(**elsewhere(event, host.name))

    def again(self):
        """How often Dask has started a task anew, because the process that ran it was gone."""
        count = sum(len(starts) - 1 for starts in self.started.values())
        return {"runAgain": count} if count else {}


def elsewhere(event, host):
    """Process ids count on their own machine only."""
    event["event"] = event.pop("ev")
    if host is not None:
        event.update({name: f"{host}:{event[name]}" for name in ("interpreter", "gil") if name in event})
        if event["event"] == "worker-start":
            event["host"] = host
    return event
