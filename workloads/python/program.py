"""The loop that takes orders and answers them."""
import gc
import importlib
import json
import multiprocessing
import os
import platform
import signal
import sys
import sysconfig
import time

from channel import Channel
from task import Task

HERE = os.path.dirname(os.path.abspath(__file__))
channel = Channel(3)


def main():
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, die_of)
    channel.emit("hello", pid=os.getpid(), ns=time.perf_counter_ns())
    for line in sys.stdin:
        try:
            order = json.loads(line)
            ORDERS[order.pop("do")](**order)
        except Exception as error:
            channel.fail(f"The order failed: {type(error).__name__}: {error}")
        sys.stdout.flush()
    end_children()
    os._exit(0)


def describe():
    work = load_all("work")
    models = sorted(load_all("models").items(), key=lambda item: item[1].ORDER)
    channel.emit(
        "describe",
        version=platform.python_version(),
        implementation=platform.python_implementation(),
        executable=sys.executable,
        gilEnabled=getattr(sys, "_is_gil_enabled", lambda: True)(),
        freeThreadedBuild=bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
        switchIntervalSeconds=sys.getswitchinterval(),
        startMethods=multiprocessing.get_all_start_methods(),
        models=[describe_model(name, model, work) for name, model in models],
        work=list(work),
    )


def describe_model(name, model, work):
    needs = model.needs() if hasattr(model, "needs") else None
    return {
        "id": name,
        "label": model.LABEL,
        "description": model.DESCRIPTION,
        "available": needs is None,
        **({} if needs is None else {"needs": needs}),
        "work": [name for name, piece in work.items() if hasattr(piece, function_for(model))],
    }


def clock():
    channel.emit("clock", ns=time.perf_counter_ns())


def calibrate(work, seconds):
    gc.collect()
    amount, measured = load("work", work).amount_for(seconds)
    channel.emit("calibrated", amount=amount, measuredSeconds=measured)


def run(work, model, workers, amount, options=None):
    model = load("models", model)
    task = Task(channel, getattr(load("work", work), function_for(model)), amount, workers, options or {})
    gc.collect()
    cpu_ns = time.process_time_ns()
    channel.emit("begin", ns=time.perf_counter_ns())
    model.run(task)
    end_ns = time.perf_counter_ns()
    cpu_ns = time.process_time_ns() - cpu_ns
    if task.failure:
        channel.fail(task.failure)
    else:
        channel.emit("end", ns=end_ns, cpuNs=cpu_ns + task.outside_cpu_ns)


ORDERS = {"describe": describe, "clock": clock, "calibrate": calibrate, "run": run}


def function_for(model):
    return "run_async" if getattr(model, "ASYNC", False) else "run"


def load(folder, name):
    return importlib.import_module(f"{folder}.{name}")


def load_all(folder):
    files = sorted(os.listdir(os.path.join(HERE, folder)))
    names = [file[:-3] for file in files if file.endswith(".py") and not file.startswith("_")]
    return {name: load(folder, name) for name in names}


def end_children():
    for child in multiprocessing.active_children():
        child.kill()


def die_of(number, _frame):
    end_children()
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
