"""Worker 0 is a window that draws 60 frames a second and from which a slow query is started; worker 1 is the query.

Amount: of the query, in seconds to wait or in steps of counting down. The models say where it runs.
"""
import multiprocessing
import time
from types import SimpleNamespace

from ..models import processes, threads
from ..parent import end_with_main_process
from . import countdown, wait

FRAME_NS = 1_000_000_000 // 60
QUERIES = {"waits": wait, "computes": countdown}


def setup(_job):
    """`start()` is set by the model: it starts the query, and returns something that says whether it `is_alive()`."""
    return SimpleNamespace(start=None)


def run(worker):
    if worker.index == 1:
        return QUERIES[worker.params["query"]].run(worker)
    lateness = draw_while(worker.shared.start)
    worker.report(frames=len(lateness), dropped=sum(ns >= FRAME_NS for ns in lateness), **quantiles(lateness))
    return "drew until the query was done"


def draw_while(start):
    """Starts the query and draws until it is done. Returns how many ns late each frame was, also one for which there was no time."""
    lateness = []
    due_ns = time.perf_counter_ns() + FRAME_NS
    query = start()
    while True:
        sleep_until(due_ns)
        draw()
        now_ns = time.perf_counter_ns()
        while due_ns <= now_ns:
            lateness.append(now_ns - due_ns)
            due_ns += FRAME_NS
        if not query.is_alive():
            return lateness


def sleep_until(due_ns):
    left_ns = due_ns - time.perf_counter_ns()
    while left_ns > 0:
        time.sleep(left_ns / 1e9)
        left_ns = due_ns - time.perf_counter_ns()


def draw():
    """A little work, as for the few things that have changed since the last frame."""
    return "".join(chr(32 + x % 90) for x in range(500))


def quantiles(lateness):
    ranked = sorted(lateness)
    at = lambda share: ranked[round((len(ranked) - 1) * share)] / 1e6
    return {"p50Ms": at(0.5), "p95Ms": at(0.95), "maxMs": at(1)}


def work_units_for(seconds, params):
    return QUERIES[params["query"]].work_units_for(seconds, params)


class Done:
    @staticmethod
    def is_alive():
        return False


class SameThread:
    LABEL = "same thread"
    DESCRIPTION = "The window runs the query itself, between two frames."
    KIND = "sequential"
    SHARES_INTERPRETER = True
    ORDER = 10

    @staticmethod
    def run(task):
        def start():
            task.run(1, time.perf_counter_ns())
            return Done

        task.shared.start = start
        task.run(0, time.perf_counter_ns())


class OtherThread:
    LABEL = "thread"
    DESCRIPTION = "The window starts a thread for the query."
    KIND = "thread"
    SHARES_INTERPRETER = True
    ORDER = 20

    @staticmethod
    def run(task):
        started = []

        def start():
            started.append(threads.start(task, 1))
            return started[0]

        task.shared.start = start
        task.run(0, time.perf_counter_ns())
        for thread in started:
            thread.join()


class OtherProcess:
    LABEL = "process"
    DESCRIPTION = "The window sends the query to a process that was started before."
    KIND = "process"
    SHARES_INTERPRETER = False
    ORDER = 30
    needs = staticmethod(processes.needs)

    @staticmethod
    def run(task):
        context = multiprocessing.get_context(task.options.get("startMethod"))
        orders, order = context.Pipe(duplex=False)
        answers, answer = context.Pipe(duplex=False)
        process = context.Process(target=helper, args=(task, orders, answer), name="Process-2")
        process.start()
        orders.close()
        answer.close()

        def start():
            order.send(time.perf_counter_ns())
            return process

        task.shared.start = start
        try:
            answers.recv()  # it is ready
            task.run(0, time.perf_counter_ns())
        except EOFError:
            pass  # it has died, which its end tells
        processes.collect(task, 1, process, answers)


def helper(task, orders, answer):
    end_with_main_process()
    answer.send("ready")
    processes.child(task, 1, orders.recv(), answer)


MODELS = {"same-thread": SameThread, "other-thread": OtherThread, "other-process": OtherProcess}
