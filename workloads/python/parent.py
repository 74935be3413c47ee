"""A process of a trial ends when the process that started it ends, however that went: nothing outlives Coreglow.

On Linux the kernel kills it: at the death of the *thread* that started it, so only a main thread may start one.
"""
import functools
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
    """Asks the kernel to kill this process when its parent dies, and returns whether it will."""
    try:
        call, prctl = find_prctl()
        return call(prctl, (PR_SET_PDEATHSIG, int(signal.SIGKILL))) == 0
    except (ImportError, AttributeError, OSError):
        return False  # no Linux, or a build without ctypes


@functools.lru_cache(maxsize=None)
def find_prctl():
    """The address of the C function, and what calls it.

    By `_ctypes`, which is the C half of `ctypes`: a spawned worker imports it while the clock runs, in 0.5 ms instead of 1.7, of
    the 40 ms and more that its start takes. A forked worker has it, and calls in 0.1 ms (measured, CPython 3.8 to 3.13).
    """
    import _ctypes

    return _ctypes.call_function, _ctypes.dlsym(_ctypes.dlopen(None, 0), "prctl")


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
    if sys.platform != "linux":
        return
    from multiprocessing import current_process, parent_process

    main = parent_process()
    if current_process()._start_method == "forkserver":
        let_fork_server_end()
        end_with_parent(main.is_alive)
    else:
        end_with_parent(has_parent(main.pid))


def let_fork_server_end():
    """The fork server is this process's parent. It ends with the main process when no worker holds its "alive" pipe open any more."""
    from multiprocessing.forkserver import _forkserver as server

    descriptor, server._forkserver_alive_fd = server._forkserver_alive_fd, None
    if descriptor is not None:
        os.close(descriptor)
