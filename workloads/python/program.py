"""The loop that takes orders and answers them."""
import gc
import importlib
import json
import multiprocessing
import os
import platform
import re
import signal
import sys
import sysconfig
import time

from .announce import gil_enabled
from .channel import Channel
from .job import Job
from .parent import end_with_engine
from .refusal import Refusal
from .task import Task

HERE = os.path.dirname(os.path.abspath(__file__))
channel = Channel(3)


def main():
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, die_of)
    channel.emit("hello", pid=os.getpid(), ns=time.perf_counter_ns())
    end_with_engine()  # not before: how long the interpreter takes to say hello is measured
    for line in open_orders():
        try:
            order = json.loads(line)
            ORDERS[order.pop("do")](**snake_case(order))
        except Refusal as refusal:
            channel.fail(str(refusal))
        except Exception as error:
            channel.fail(f"The command failed: {type(error).__name__}: {error}")
        sys.stdout.flush()
    end_children()
    os._exit(0)


def open_orders():
    """The orders, from a descriptor of their own: a user's function that reads standard input finds it empty, and takes none of them."""
    orders = os.fdopen(os.dup(0), encoding="utf-8")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return orders


def describe():
    work = load_all("work")
    channel.emit(
        "describe",
        version=platform.python_version(),
        implementation=platform.python_implementation(),
        executable=sys.executable,
        gilEnabled=gil_enabled(),
        freeThreadedBuild=bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
        switchIntervalSeconds=sys.getswitchinterval(),
        startMethods=multiprocessing.get_all_start_methods(),
        affinity=hasattr(os, "sched_setaffinity"),
        models=[describe_model(*item) for item in all_models(work)],
        work=list(work),
    )


def all_models(work):
    """In the order of tables, each with the work that it may be given: work that brings models along takes those and no other."""
    free = {name: piece for name, piece in work.items() if not hasattr(piece, "MODELS")}
    general = [(name, model, free) for name, model in load_all("models").items()]
    own = [(name, model, {of: piece}) for of, piece in work.items() for name, model in getattr(piece, "MODELS", {}).items()]
    return sorted(general + own, key=lambda item: item[1].ORDER)


def describe_model(name, model, work):
    needs = model.needs() if hasattr(model, "needs") else None
    function = "run_async" if getattr(model, "ASYNC", False) else "run"
    return {
        "id": name,
        "label": model.LABEL,
        "description": model.DESCRIPTION,
        "kind": model.KIND,
        "sharesInterpreter": model.SHARES_INTERPRETER,
        **({"lock": model.LOCK} if hasattr(model, "LOCK") else {}),
        **({"baseline": True} if getattr(model, "BASELINE", False) else {}),
        **({"settings": model.SETTINGS} if hasattr(model, "SETTINGS") else {}),
        "available": needs is None,
        **({} if needs is None else {"needs": needs}),
        "work": [of for of, piece in work.items() if hasattr(piece, function) and may_run(model, piece)]
        + ["function"] * hasattr(model, "map"),
    }


def may_run(model, piece):
    """Workers that share nothing cannot have what the others share."""
    return not (getattr(model, "SHARES_NOTHING", False) and hasattr(piece, "setup"))


def clock():
    channel.emit("clock", ns=time.perf_counter_ns())


def calibrate(work, seconds, params=None):
    gc.collect()
    work_units, measured = load("work", work).work_units_for(seconds, params or {})
    channel.emit("calibrated", workUnits=work_units, measuredSeconds=measured)


def run(work, model, workers, work_units, params=None, options=None):
    piece = load("work", work)
    way = getattr(piece, "MODELS", {}).get(model) or load("models", model)
    options = options or {}
    if "switchIntervalSeconds" in options:
        sys.setswitchinterval(options["switchIntervalSeconds"])
    if options.get("affinity") and not hasattr(os, "sched_setaffinity"):
        raise OSError("this system cannot bind a thread to a core")
    with Job(model, workers, work_units, params or {}, options) as job:
        if job.context.get_start_method() == "forkserver":
            # So that not every process imports them. Many a release before 3.14 does not run __main__ for it, and then finds none.
            job.context.set_forkserver_preload(["__main__", f"{__package__}.task", f"{__package__}.work.{work}"])
        shared = piece.setup(job) if hasattr(piece, "setup") else None
        task = Task(channel, work, work_units, workers, job.params, options, shared)
        task.prepared = way.prepare(job) if hasattr(way, "prepare") else None
        end_ns, cpu_ns = timed(way, task)
        values = piece.finish(job, shared) if hasattr(piece, "finish") and not task.failure else {}
    task.tell_untold()
    if task.failure:
        channel.fail(task.failure)
    else:
        channel.emit("end", ns=end_ns, cpuNs=cpu_ns + task.outside_cpu_ns, values={**task.values, **values})


def timed(model, task):
    gc.collect()
    cpu_ns = time.process_time_ns()
    channel.emit("begin", ns=time.perf_counter_ns())
    model.run(task)
    end_ns = time.perf_counter_ns()
    return end_ns, time.process_time_ns() - cpu_ns


def map_function(model, workers, function, folder, chunk=1, options=None):
    from .function.trial import run_map

    handle_signals_as_usual()
    answer_or_fail(lambda: run_map(channel, load("models", model), workers, chunk, function, folder, options or {}))


def inspect(function, folder=None):
    from .function.inspection import inspect_function

    handle_signals_as_usual()
    answer_or_fail(lambda: channel.emit("inspected", **inspect_function(function, folder)))


def outline(file):
    from .function.outline import outline_of

    channel.emit("outline", **outline_of(file))


def handle_signals_as_usual():
    """A user's program finds no handlers; a worker process that is blocked in a system call ends at once by SIGTERM."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def answer_or_fail(answer):
    from .function.faults import Failed

    try:
        answer()
    except Failed as failed:
        channel.fail(failed.sentence, **({} if failed.item is None else {"item": failed.item}))


ORDERS = {
    "describe": describe,
    "clock": clock,
    "calibrate": calibrate,
    "run": run,
    "map": map_function,
    "inspect": inspect,
    "outline": outline,
}


def load(folder, name):
    return importlib.import_module(f".{folder}.{name}", __package__)


def load_all(folder):
    files = sorted(os.listdir(os.path.join(HERE, folder)))
    names = [file[:-3] for file in files if file.endswith(".py") and not file.startswith("_")]
    return {name: load(folder, name) for name in names}


def snake_case(order):
    """The order with its names as Python writes them: "work_units" for "workUnits"."""
    return {re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), name): value for name, value in order.items()}


def end_children():
    for child in multiprocessing.active_children():
        child.kill()


def die_of(number, _frame):
    end_children()
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
