"""What a worker says of itself when it starts."""
import os
import sys
import threading
from multiprocessing import current_process


def worker_start(channel, index, requested_ns, start_ns, name=None, interpreter=""):
    """`interpreter` is what distinguishes the worker's from the main one of its process."""
    own = f"{os.getpid()}{interpreter}"
    channel.emit(
        "worker-start",
        index=index,
        name=name or f"{current_process().name}/{threading.current_thread().name}",
        pid=os.getpid(),
        tid=threading.get_native_id(),
        requestedNs=requested_ns,
        startNs=start_ns,
        interpreter=own,
        **({"gil": own} if gil_enabled() else {}),
    )


def gil_enabled():
    return getattr(sys, "_is_gil_enabled", lambda: True)()
