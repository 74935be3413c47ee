import multiprocessing
import time
from multiprocessing import connection  # outside the clock: Pipe() would import it inside

from ..exits import cause
from ..parent import end_with_main_process

LABEL = "processes"
DESCRIPTION = "A multiprocessing.Process for each worker, with its own interpreter."
KIND = "process"
SHARES_INTERPRETER = False
ORDER = 30


def needs():
    try:
        import _multiprocessing  # noqa: F401
    except ImportError:
        return "an interpreter that was built with the _multiprocessing module"


def run(task):
    context = multiprocessing.get_context(task.options.get("startMethod"))
    join_all(task, dict(start(task, index, context) for index in range(task.workers)))


def join_all(task, working):
    """`working` is made of what `start` returns. Who ends first is joined first."""
    while working:
        for sentinel in connection.wait(list(working)):
            collect(task, *working.pop(sentinel))


def start(task, index, context):
    requested_ns = time.perf_counter_ns()
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=child, args=(task, index, requested_ns, sender), name=f"Process-{index + 1}")
    process.start()
    sender.close()
    return process.sentinel, (index, process, receiver)


def child(task, index, requested_ns, sender):
    end_with_main_process()
    task.run(index, requested_ns)
    sender.send((task.failure, time.process_time_ns()))


def collect(task, index, process, receiver):
    process.join()
    if process.exitcode == 0:
        failure, cpu_ns = receiver.recv()
        task.outside_cpu_ns += cpu_ns
        task.fail(failure)
    elif task.may_lose_workers:
        task.lost(index, cause(process.exitcode))
    else:
        task.fail(f"{process.name} died: {cause(process.exitcode)}.")
