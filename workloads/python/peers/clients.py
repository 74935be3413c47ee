"""Clients of an echo server: many with so many requests each, or one for so many seconds. They are "ready", and then go on any word.

A client sends its next request when the last one is answered. The answer: requests, seconds, and latencies in ms.
"""
import json
import selectors
import socket
import sys
import time

from parent import end_with_input, end_with_parent, has_parent

HOST = "127.0.0.1"
BYTES = 64
PATIENCE_SECONDS = 60


class Client:
    """A connection, and the request that is on its way."""

    def __init__(self, port):
        self.socket = socket.create_connection((HOST, port), PATIENCE_SECONDS)
        self.socket.settimeout(None)  # a time-out would cost a system call for each request
        self.count = 0

    def send(self):
        self.message = str(self.count).encode().ljust(BYTES)
        self.sent_ns = time.perf_counter_ns()
        self.socket.sendall(self.message)

    def receive(self):
        """Return the latency in ns."""
        answer = self.socket.recv(BYTES, socket.MSG_WAITALL)
        if answer != self.message:
            raise ConnectionError(f"The server answered {answer!r} to {self.message!r}.")
        self.count += 1
        return time.perf_counter_ns() - self.sent_ns


def many(port, clients, requests):
    """Return the latencies in ns, and the seconds in which all were answered."""
    latencies = []
    start = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for _ in range(clients):
            client = Client(port)
            client.send()
            selector.register(client.socket, selectors.EVENT_READ, client)
        while selector.get_map():
            for client in ready(selector):
                latencies.append(client.receive())
                if client.count < requests:
                    client.send()
                else:
                    selector.unregister(client.socket)
                    client.socket.close()
    return latencies, time.perf_counter() - start


def ready(selector):
    events = selector.select(PATIENCE_SECONDS)
    if not events:
        raise TimeoutError(f"The server sent no answer for {PATIENCE_SECONDS} s.")
    return [key.data for key, _ in events]


def one(port, seconds):
    """The same, without its first request: that may wait for more than an answer."""
    client = Client(port)
    client.send()
    client.receive()
    latencies = []
    start = time.perf_counter()
    while time.perf_counter() < start + seconds:
        client.send()
        latencies.append(client.receive())
    took = time.perf_counter() - start
    client.socket.close()
    return latencies, took


def summary(latencies, seconds):
    latencies.sort()
    at = lambda share: latencies[round((len(latencies) - 1) * share)] / 1e6
    return {"requests": len(latencies), "seconds": seconds, "p50Ms": at(0.5), "p95Ms": at(0.95), "maxMs": at(1)}


if __name__ == "__main__":
    settings = json.loads(sys.argv[1])
    end_with_parent(has_parent(settings.pop("parent")))
    print('"ready"', flush=True)
    if not sys.stdin.readline():
        sys.exit()
    end_with_input()
    print(json.dumps(summary(*(one if "seconds" in settings else many)(**settings))), flush=True)
