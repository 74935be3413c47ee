import multiprocessing
import time
from multiprocessing import connection  # outside the clock: Pipe() would import it inside

from ..exits import cause
from ..function.faults import Failed
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


def map(calls):
    if calls.context.get_start_method() != "fork":
        calls.check_function_is_sent()
    chunks = calls.chunks()
    serving = dict(start_serving(calls, index) for index in range(calls.workers))
    processes = list(serving.values())
    try:
        waiting = [link for link in serving if send_next(calls, link, chunks)]
        while waiting:
            for link in connection.wait(waiting):
                first, results = answer(calls, link, processes)
                calls.done(first, results)
                if not send_next(calls, link, chunks):
                    waiting.remove(link)
    except Failed:
        for process in processes:
            process.kill()
        raise
    finally:
        for process in processes:
            process.join()
        for link in serving:
            link.close()


def start_serving(calls, index):
    """The main process's end of a pipe, and the process at the other end."""
    requested_ns = time.perf_counter_ns()
    ours, theirs = calls.context.Pipe()
    process = calls.context.Process(target=serve, args=(calls, theirs, requested_ns), name=f"Process-{index + 1}")
    process.start()
    theirs.close()
    return ours, process


def send_next(calls, link, chunks):
    """Hands over the next chunk, or the news that there is none; returns which."""
    chunk = next(chunks, None)
    try:
        link.send(chunk)
    except BrokenPipeError:
        return True  # it has died, and that is found where its answer is awaited
    except Exception as error:
        raise calls.not_sent(error, chunk[0]) from None
    return chunk is not None


def answer(calls, link, processes):
    try:
        first, results, failure = link.recv()
    except (EOFError, ConnectionResetError):
        for process in processes:
            process.join(0.1)
        raise calls.death(processes) from None
    if failure:
        raise failure
    return first, results


def serve(calls, link, requested_ns):
    """What a process does: chunks, until there are none."""
    end_with_main_process()
    calls.enter()
    worker = calls.worker(requested_ns)
    for first, items in iter(link.recv, None):
        try:
            link.send((first, worker.chunk(first, items), None))
        except Failed as failure:
            link.send((first, None, failure))
        except Exception as error:
            link.send((first, None, calls.not_returned(error, first)))
