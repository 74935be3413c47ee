import os
import sys
import threading
import time

from ..function import interpreter_line
from ..subinterpreters import Interpreter, script
from .threads import Line, run_line

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
    interpreter = Interpreter()
    try:
        interpreter.run(script(f"from {__name__} import enter\n{call}"))
    finally:
        interpreter.close()


def enter(spec, index, requested_ns, sender):
    """One worker's work, inside its interpreter."""
    from ..channel import Channel
    from ..task import Task

    task = Task.from_spec(spec, Channel(3), f"/{index + 1}")
    task.run(index, requested_ns, name=f"MainProcess/Interpreter-{index + 1}")
    os.write(sender, (task.failure or "").encode()[:4096])


def map(calls):
    if sys.version_info < (3, 14):
        run_line(InterpreterLine(calls))
        return
    from concurrent.futures import InterpreterPoolExecutor

    with InterpreterPoolExecutor(calls.workers, "Pool", exec, (interpreter_line.begin(calls),)) as pool:
        calls.map_in(pool)


class InterpreterLine(Line):
    """Where Python has no pool of interpreters yet: a thread makes its own, and hands it chunks by pickling."""

    def run(self, _index, _requested_ns):
        interpreter = Interpreter()
        try:
            self.serve(interpreter_line.caller(interpreter, self.calls))
        finally:
            interpreter.close()
