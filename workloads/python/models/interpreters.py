import os
import sys
import threading
import time

LABEL = "sub-interpreters"
DESCRIPTION = "A thread for each worker, each in its own interpreter with its own GIL, all in one process."
KIND = "interpreter"
SHARES_INTERPRETER = False
ORDER = 28


def needs():
    if sys.version_info < (3, 12):
        return "CPython 3.12 or newer"


def run(task):
    spec = task.spec()
    threads = [start(task, spec, index) for index in range(task.workers)]
    for thread in threads:
        thread.join()


def start(task, spec, index):
    thread = threading.Thread(target=visit, args=(task, spec, index, time.perf_counter_ns()))
    thread.start()
    return thread


def visit(task, spec, index, requested_ns):
    """Makes an interpreter, calls `enter` in it, and ends it, all in a thread of the main one."""
    receiver, sender = os.pipe()
    try:
        try:
            within(f"enter({spec!r}, {index}, {requested_ns}, {sender})")
        finally:
            os.close(sender)
        task.fail(os.read(receiver, 4096).decode() or None)
    except Exception as error:
        task.lost(index, f"{type(error).__name__}: {error}")
    finally:
        os.close(receiver)


def within(call):
    """The script only imports and calls: code of a script runs with slow globals, that of a module does not."""
    main = os.path.join(os.path.dirname(os.path.dirname(__file__)), "main.py")
    script = f"""
import sys
sys.path[:] = {sys.path!r}
with open({main!r}) as file:
    exec(file.read(), {{"__name__": "__mp_main__", "__file__": {main!r}}})
from {__name__} import enter
{call}
"""
    if sys.version_info >= (3, 14):
        from concurrent import interpreters

        interpreter = interpreters.create()
        try:
            interpreter.exec(script)
        finally:
            interpreter.close()
    elif sys.version_info >= (3, 13):
        import _interpreters

        own = _interpreters.create()
        try:
            trouble = _interpreters.exec(own, script)
            if trouble is not None:
                raise RuntimeError(trouble.formatted)
        finally:
            _interpreters.destroy(own)
    else:
        import _xxsubinterpreters as _interpreters

        own = _interpreters.create(isolated=True)
        try:
            _interpreters.run_string(own, script)
        finally:
            _interpreters.destroy(own)


def enter(spec, index, requested_ns, sender):
    """One worker's work, inside its interpreter."""
    from ..channel import Channel
    from ..task import Task

    task = Task.from_spec(spec, Channel(3), f"/{index + 1}")
    task.run(index, requested_ns, name=f"MainProcess/Interpreter-{index + 1}")
    os.write(sender, (task.failure or "").encode()[:4096])
