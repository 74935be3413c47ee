"""A process of a trial ends when the process that started it ends, however that went: nothing outlives Coreglow.

On Linux the kernel kills it: at the death of the *thread* that started it, so only a main thread may start one.
"""
import os
import signal
import sys
import threading
import time

PR_SET_PDEATHSIG = 1
"""From linux/prctl.h."""
POLL_SECONDS = 0.5
"""Chosen: nothing lives 2 s after its parent, and looking costs nothing that could be measured."""


def end_with_parent(parent_lives):
    """Binds this process to its parent. `parent_lives()` says whether that still lives: it may have died before the kernel was asked."""
    if not kernel_ends_with_parent():
        threading.Thread(target=poll, args=(parent_lives,), daemon=True).start()
    elif not parent_lives():
        os._exit(0)


def kernel_ends_with_parent():
    """Asks the kernel to kill this process when its parent dies, and returns whether it will.

    By `_ctypes`, which is the C half of `ctypes`: a spawned worker imports it while the clock runs, in 0.5 ms instead of 1.7
    (measured, CPython 3.8 to 3.13). Where it has been imported, as in a forked worker, the call takes 0.01 ms.
    """
    if sys.platform != "linux":
        return False
    try:
        import _ctypes

        prctl = _ctypes.dlsym(_ctypes.dlopen(None, 0), "prctl")
        return _ctypes.call_function(prctl, (PR_SET_PDEATHSIG, int(signal.SIGKILL))) == 0
    except (ImportError, AttributeError, OSError):
        return False


def end_with_input():
    """Ends this process when nobody can write to its standard input any more, from a thread that reads what comes."""
    threading.Thread(target=drain_input, daemon=True).start()


def drain_input():
    while os.read(0, 4096):
        pass
    os._exit(0)


def poll(parent_lives):
    while parent_lives():
        time.sleep(POLL_SECONDS)
    os._exit(0)


def has_parent(pid):
    return lambda: os.getppid() == pid


def end_with_engine():
    """Binds the main process. One that the engine has left before this finds the end of its input, and gets no order."""
    if sys.platform == "linux":  # elsewhere the guard process sees to it
        end_with_parent(has_parent(os.getppid()))


def end_with_main_process():
    """Binds a worker process of `multiprocessing`."""
    if sys.platform == "linux":
        from multiprocessing import current_process, parent_process

        main = parent_process()
        # The parent of a process that a fork server has started is the server, which is bound to the main process itself (main.py).
        by_server = current_process()._start_method == "forkserver"
        end_with_parent(main.is_alive if by_server else has_parent(main.pid))
