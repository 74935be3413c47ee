"""Writes what workers report to the engine's pipe, in the times of this machine's clock."""
import json
import queue
import threading
import time

LAST_SAMPLES_SECONDS = 1
"""How long the last samples of other machines may take; chosen: they are written within 0.1 s."""


class Relay(threading.Thread):
    """`emit` writes an event, `values` are the trial's. `seat_of` gives the worker's number in the trial, where an event has that of its own machine only."""

    def __init__(self, cluster, emit, values, seat_of=lambda event, place: event["index"]):
        super().__init__(daemon=True)
        self.values = values
        self.cluster = cluster
        self.emit = emit
        self.seat_of = seat_of
        self.arrived = queue.SimpleQueue()
        self.started = {}
        """What each worker has reported of its start, by its number: once, unless Dask runs it again."""

    def __enter__(self):
        """Begins. It goes on until the trial's cleanup, which is after the clock has stopped."""
        self.cluster.client.subscribe_topic(self.cluster.run, lambda event: self.put(event[1]))
        self.start()
        return self

    def __exit__(self, *error):
        """Returns when all is written that has arrived, with what is known of each other machine."""
        hosts = self.cluster.hosts
        hosts.finish()
        until = time.monotonic() + LAST_SAMPLES_SECONDS
        while any(host.sampled and not host.ended for host in hosts.others()) and time.monotonic() < until:
            time.sleep(0.005)
        self.arrived.put(None)
        self.join()
        for host in hosts.others():
            self.emit(
                "host",
                host=host.name,
                cores=host.cores,
                offsetNs=host.offset.ns,
                uncertaintyNs=host.offset.uncertainty_ns,
                **({} if host.sampled else {"missing": "its processes cannot be sampled: that needs Linux"}),
                **({"gone": True} if host.gone else {}),
            )
        self.values.update(self.cluster.remarks)
        again = sum(len(starts) - 1 for starts in self.started.values())
        if again:
            self.values["runAgain"] = again

    def put(self, event):
        self.arrived.put(event)

    def run(self):
        for event in iter(self.arrived.get, None):
            self.tell(dict(event))

    def tell(self, event):
        place = tuple(event.pop("place"))
        host = self.cluster.hosts.of(place)
        if event["ev"] == "host-ended":
            host.ended = True
            return
        if event["ev"] == "host-samples":
            self.tell_samples(json.loads(event["json"]), host)
            return
        event["index"] = self.seat_of(event, place)
        del event["worker"]
        if event["ev"] == "worker-start":
            # It comes by the scheduler, and again with the result.
            starts = self.started.setdefault(event["index"], set())
            if (event["pid"], event["startNs"]) in starts:
                return
            starts.add((event["pid"], event["startNs"]))
            self.cluster.hosts.follow(host, event["pid"])
        for name in ("startNs", "endNs"):
            if name in event:
                event[name] += host.offset.ns
        self.emit(**elsewhere(event, host.name))

    def tell_samples(self, samples, host):
        times = [ns + host.offset.ns for ns in samples.pop("tNs")]
        self.emit("host-samples", host=host.name, tNs=times, **samples)


def elsewhere(event, host):
    """Process ids count on their own machine only."""
    event["event"] = event.pop("ev")
    if host is not None:
        event.update({name: f"{host}:{event[name]}" for name in ("interpreter", "gil") if name in event})
        if event["event"] == "worker-start":
            event["host"] = host
    return event
