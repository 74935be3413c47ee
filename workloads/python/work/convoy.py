"""Worker 0 is an echo server with one client, who stays for `amount` seconds; the others compute for as long as it serves.

In processes, neither waits for the other when the program that started them has died.
"""
import multiprocessing
import time

from .. import echo
from ..peers import Peer

STEPS = 10_000
"""A few hundred microseconds."""
LOOK_SECONDS = 0.001
DONE = "went on until the client went"


class Stage:
    """What the workers share. The flags are memory of all of them; who computes must not give up the GIL to read one."""

    def __init__(self, job):
        self.listener = echo.listen(job.cleanup)
        self.client = Peer(job.cleanup, "clients", port=echo.port_of(self.listener), seconds=job.work_units)
        self.client.hear()  # it is ready
        self.client.tell("go")  # it waits for its first answer
        self.busy, self.over = (multiprocessing.RawValue("b", 0) for _ in range(2))


def setup(job):
    return Stage(job)


def run(worker):
    return (serve if worker.index == 0 else compute)(worker)


def serve(worker):
    stage = worker.shared
    while worker.workers > 1 and not stage.busy.value and program_lives():
        time.sleep(LOOK_SECONDS)
    try:
        connection = echo.accept(stage.listener, program_lives)
        worker.report(requests=0 if connection is None else echo.serve(connection, nothing))
    finally:
        stage.over.value = 1
    return DONE


def nothing():
    pass


def compute(worker):
    stage = worker.shared
    stage.busy.value = 1
    while not stage.over.value and program_lives():
        for lap in worker.laps(STEPS, STEPS):
            count_down(lap)
    return DONE


def program_lives():
    """Whether the program that made the stage does: this one, or the one that started this process. The one may have died before this looks."""
    parent = multiprocessing.parent_process()
    return parent is None or parent.is_alive()


def count_down(n):
    while n > 0:
        n -= 1


def finish(_job, stage):
    """What the client saw: requests, seconds, latencies."""
    return stage.client.hear()


def work_units_for(seconds, _params):
    return seconds, 0
