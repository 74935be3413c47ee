"""Worker 0 hands messages of several sizes to worker 1. Amount: seconds, shared among sizes and kinds of measurement.

A model is a channel: how the bytes go. What comes is compared with what was sent: the first message of each size whole,
those that are timed by their length and their ends.
"""
import queue
import random
import statistics
import time
import zlib

from .. import channels
from ..models import processes, threads

SIZES = (1_000, 10_000, 100_000, 1_000_000, 4_000_000, 16_000_000)
MIN_TRIPS = 3
IN_FLIGHT = 2
"""Messages that a queue holds."""
BLOCK = 99_991
"""Bytes; a prime, so that pages differ."""
END = b""
"""Ends the messages of one size and kind."""


class Between:
    """A model: a channel between two workers, and where these live."""

    def __init__(self, order, label, description, where, make):
        self.LABEL, self.DESCRIPTION, self.ORDER = label, description, order
        self.KIND, self.SHARES_INTERPRETER = where.KIND, where.SHARES_INTERPRETER
        self.make = make
        self.run = where.run
        self.needs = getattr(where, "needs", lambda: None)


def shared_memory(job):
    channel = channels.Shared(job.context, largest_of(job))
    job.cleanup.callback(channel.forget_name)
    job.cleanup.callback(channel.close)
    return channel


MODELS = {
    "variable": Between(
        70,
        "variable",
        "A variable shared by two threads: one assigns the bytes, the other reads them.",
        threads,
        lambda job: channels.Variable(),
    ),
    "queue": Between(
        71,
        "queue",
        "A queue.Queue between two threads.",
        threads,
        lambda job: channels.Queues(queue.Queue(IN_FLIGHT), queue.Queue()),
    ),
    "process-queue": Between(
        72,
        "process queue",
        "A multiprocessing.Queue between two processes: it pickles, and a thread of its own writes into a pipe.",
        processes,
        lambda job: channels.Queues(job.context.Queue(IN_FLIGHT), job.context.Queue()),
    ),
    "pipe": Between(
        73,
        "pipe",
        "A multiprocessing.Pipe between two processes, for bytes as they are.",
        processes,
        lambda job: channels.Pipe(job.context.Pipe()),
    ),
    "shared-memory": Between(
        75,
        "shared memory",
        "A SharedMemory of two processes: written once and read in place, with semaphores as signals.",
        processes,
        shared_memory,
    ),
}


def setup(job):
    return MODELS[job.model].make(job)


def run(worker):
    largest = largest_of(worker)
    sizes = [size for size in SIZES if size < largest] + [largest]
    channel = worker.shared
    if worker.index == 0:
        worker.report(sizes=sizes, **send_all(channel, sizes, worker.work_units / len(sizes) / 2))
    else:
        for size in sizes:
            receive_all(channel, message_of(size))
    channel.close()
    return f"passed {', '.join(map(str, sizes))} bytes"


def largest_of(job):
    return round(job.params["largest"] * 1e6)


def message_of(size):
    """The same bytes each time: random ones, over and over."""
    block = random.Random(size).getrandbits(8 * BLOCK).to_bytes(BLOCK, "little")
    return (block * (size // BLOCK + 1))[:size]


def send_all(channel, sizes, seconds):
    trips, rates = [], []
    for size in sizes:
        message = message_of(size)
        channel.send(message)
        channel.answered()
        channel.forget_name()
        trips.append(round_trip(channel, message, seconds))
        rates.append(stream(channel, message, seconds))
    return {"roundTripSeconds": trips, "megabytesPerSecond": rates}


def round_trip(channel, message, seconds):
    """Median seconds of a message and its answer."""
    trips = []
    clock = time.perf_counter
    end = clock() + seconds
    while clock() < end or len(trips) < MIN_TRIPS:
        begin = clock()
        channel.send(message)
        channel.answered()
        channel.forget_name()
        trips.append(clock() - begin)
    channel.send(END)
    return statistics.median(trips)


def stream(channel, message, seconds):
    """MB/s of messages of which only the last is answered."""
    channel.answered()
    count = 0
    begin = time.perf_counter()
    while time.perf_counter() < begin + seconds or count == 0:
        channel.send(message)
        count += 1
    channel.send(END)
    channel.answered()
    return count * len(message) / (time.perf_counter() - begin) / 1e6


def receive_all(channel, expected):
    """Of one size. It fails in the end only: the sender waits for answers."""
    right = zlib.crc32(channel.receive()) == zlib.crc32(expected)
    channel.answer()
    for message in until_end(channel):
        right = right and is_like(message, expected)
        channel.answer()
    channel.answer()
    for message in until_end(channel):
        right = right and is_like(message, expected)
    channel.answer()
    if not right:
        raise ValueError(f"a message of {len(expected)} bytes arrived changed")


def until_end(channel):
    while True:
        message = channel.receive()
        if len(message) == 0:
            return
        yield message


def is_like(message, expected):
    return len(message) == len(expected) and message[0] == expected[0] and message[-1] == expected[-1]
