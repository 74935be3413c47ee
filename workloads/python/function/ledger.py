"""Files of a trial that every worker writes to, in whichever process or interpreter it lives, and the engine reads meanwhile.

`ledger` has a row of three integers for each group of items: when its first call started, when its last one ended (ns of
time.perf_counter_ns), and the worker's seat. A row with a start and without an end is under way. `seat-3` is worker 3's own record.
Integers have 8 bytes in the machine's order, which is little-endian wherever Coreglow runs.
"""
import mmap
import os

MAX_ROWS = 200_000
"""Chosen: 4.8 MB. More items than that share rows."""
START, END, SEAT = range(3)
ROW = 3
PID, FIRST_START, LAST_END, THREAD_CPU, PROCESS_CPU = range(5)
RECORD = 5
INTEGER_BYTES = 8


def group_size(count):
    """Items that share a row."""
    return -(-count // MAX_ROWS)


def create(folder, count):
    """Writes an empty ledger; in full, so that no worker has to wait for the file to grow."""
    rows = -(-count // group_size(count))
    with open(os.path.join(folder, "ledger"), "wb") as file:
        file.write(bytes(rows * ROW * INTEGER_BYTES))


def open_rows(folder):
    return mapped(os.path.join(folder, "ledger"))


def claim_seat(folder):
    """The first free number, and its record."""
    seat = 0
    while True:
        path = os.path.join(folder, f"seat-{seat}")
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0))
        except FileExistsError:
            seat += 1
            continue
        os.write(descriptor, bytes(RECORD * INTEGER_BYTES))
        os.close(descriptor)
        return seat, mapped(path)


def records(folder):
    """Those of all workers that have announced themselves, by seat. One may have been ended just before that."""
    found, seat = {}, 0
    while os.path.exists(os.path.join(folder, f"seat-{seat}")):
        path = os.path.join(folder, f"seat-{seat}")
        if os.path.getsize(path) > 0:
            record = list(mapped(path))
            if record[FIRST_START]:
                found[seat] = record
        seat += 1
    return found


def mapped(path):
    with open(path, "r+b") as file:
        return memoryview(mmap.mmap(file.fileno(), 0)).cast("q")
