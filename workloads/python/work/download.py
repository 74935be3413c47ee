"""Amount: pages in all, of a web server in a process of its own; worker i fetches every page of which the number modulo the workers is i."""
import asyncio
import hashlib
import http.client

from ..peers import HOST, Peer

PATIENCE_SECONDS = 60


def setup(job):
    """The port of the server."""
    params = job.params
    settings = {"latencyMs": params["latency"], "jitterMs": params["jitter"], "bytes": round(params["size"] * 1000)}
    return Peer(job.cleanup, "pages", **settings).hear()["port"]


def run(worker):
    pages = Pages(worker)
    for number in pages.numbers:
        pages.add(number, *fetch(worker.shared, number))
    return pages.checksum()


async def run_async(worker):
    pages = Pages(worker)
    for number in pages.numbers:
        pages.add(number, *await fetch_async(worker.shared, number))
    return pages.checksum()


class Pages:
    """What one worker has fetched."""

    def __init__(self, worker):
        self.numbers = range(worker.index, worker.work_units, worker.workers)
        self._worker = worker
        self._bytes = round(worker.params["size"] * 1000)
        self._seen = hashlib.sha256()
        self._wait_ms = 0

    def add(self, number, status, timing, body):
        if status != 200 or len(body) != self._bytes:
            raise ValueError(f"Page {number} came with status {status} and {len(body)} bytes.")
        self._wait_ms += float(timing.split("dur=")[1])
        self._seen.update(f"{number} {len(body)} {hashlib.sha256(body).hexdigest()}\n".encode())

    def checksum(self):
        self._worker.report(pages=len(self.numbers), serverSeconds=self._wait_ms / 1000)
        return self._seen.hexdigest()[:16]


def fetch(port, number):
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", f"/{number}")
        response = connection.getresponse()
        return response.status, response.getheader("Server-Timing"), response.read()
    finally:
        connection.close()


async def fetch_async(port, number):
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        writer.write(f"GET /{number} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status, *lines = head.rstrip().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines)
        body = await reader.readexactly(int(headers["Content-Length"]))
        return int(status.split()[1]), headers["Server-Timing"], body
    finally:
        writer.close()
        await writer.wait_closed()
