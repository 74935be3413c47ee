import multiprocessing
import multiprocessing.connection  # outside the clock: Pipe() would import it inside
import signal
import time

LABEL = "processes"
DESCRIPTION = "A multiprocessing.Process for each worker: an interpreter of its own."
ORDER = 30


def needs():
    try:
        import _multiprocessing  # noqa: F401
    except ImportError:
        return "an interpreter that was built with the _multiprocessing module"


def run(task):
    context = multiprocessing.get_context(task.options.get("startMethod"))
    children = [start(task, index, context) for index in range(task.workers)]
    for process, _ in children:
        process.join()
    for process, receiver in children:
        collect(task, process, receiver)


def start(task, index, context):
    launch_ns = time.perf_counter_ns()
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=child, args=(task, index, launch_ns, sender), name=f"Process-{index + 1}")
    process.start()
    sender.close()
    return process, receiver


def child(task, index, launch_ns, sender):
    task.run(index, launch_ns)
    sender.send((task.failure, time.process_time_ns()))


def collect(task, process, receiver):
    if process.exitcode == 0:
        failure, cpu_ns = receiver.recv()
        task.outside_cpu_ns += cpu_ns
    else:
        failure = f"{process.name} died: {cause(process.exitcode)}."
    task.fail(failure)


def cause(exit_code):
    if exit_code > 0:
        return f"exit code {exit_code}"
    return f"signal {signal.Signals(-exit_code).name}"
