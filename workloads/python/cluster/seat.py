"""Where a worker works: in a thread of a process of the cluster, maybe on another machine."""
import ctypes
import os
import socket
import threading
import time
from contextlib import contextmanager

from distributed import get_worker

from ..task import Task

_working = {}
"""The run for which a thread works, by the thread's identifier."""


class Events:
    """Stands for the pipe to the engine: an event goes by the scheduler at once, and all of them with the result."""

    def __init__(self, topic):
        self.topic = topic
        self.kept = []

    def emit(self, event, **fields):
        line = {"ev": event, **origin(), **fields}
        self.kept.append(line)
        if event == "worker-start":
            get_worker().log_event(self.topic, line)


def work(run, spec, requested_ns, index):
    """Does one worker's work, and returns what came of it."""
    channel = Events(run)
    task = Task.from_spec(spec, channel, "")
    with working(run):
        task.run(index, requested_ns, name=name())
    return {"events": channel.kept, "failure": task.failure, "process": process(), "cpuNs": time.process_time_ns()}


@contextmanager
def working(run):
    _working[threading.get_ident()] = run
    try:
        yield
    finally:
        del _working[threading.get_ident()]


def name():
    return f"Dask worker {get_worker().name}"


def origin():
    return {"place": place(), "worker": get_worker().address}


def leave(run):
    """Ends the work of a run that nobody waits for any more. What sleeps ends when it wakes up."""
    for thread in [thread for thread, of in list(_working.items()) if of == run]:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(SystemExit))


def place():
    """Which machine this is, and whose process ids count: two places are the same only if all is."""
    return socket.gethostname(), _read("/proc/sys/kernel/random/boot_id"), _link("/proc/self/ns/pid")


def describe():
    """Of the process: what is known of it and its machine."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {"place": place(), "cores": cores, "process": process(), "cpuNs": time.process_time_ns()}


def process():
    return (*place(), os.getpid())


def same(value):
    """The least that a task can do."""
    return value


def clock():
    return time.perf_counter_ns()


def _read(file):
    try:
        with open(file) as text:
            return text.read().strip()
    except OSError:
        return ""


def _link(file):
    try:
        return os.readlink(file)
    except OSError:
        return ""
