"""One trial of the user's function under one model."""
import gc
import multiprocessing
import os
import time
from contextlib import ExitStack

from . import digests, inputs, ledger, pickles, report, source
from .calls import Calls
from .changes import changes_since, process_state
from .faults import Failed, sentence_of


def run_map(channel, model, workers, chunk, function, folder, options):
    """Answers with the events of a trial (docs/workloads.md). @throws Failed before the clock starts"""
    before = process_state()
    user = source.load(function["file"], function["name"])
    items, _ = inputs.read(function, user.module)
    context = multiprocessing.get_context(options.get("startMethod"))
    if context.get_start_method() == "forkserver":
        context.set_forkserver_preload(["__main__", f"{__package__}.calls", user.module.__name__])
    calls = Calls(channel, user, items, workers, chunk, context, folder)
    calls.enter()
    with ExitStack() as calls.cleanup:
        calls.settings = options.get("settings", {})
        calls.prepared = model.prepare(calls) if hasattr(model, "prepare") else None
        failure, begin_ns, end_ns, cpu_ns = timed(channel, model, calls)
    records = ledger.records(folder)
    for seat, record in records.items():
        end_ns_of_worker = record[ledger.LAST_END] or record[ledger.FIRST_START]
        channel.emit("worker-end", index=seat, endNs=end_ns_of_worker, checksum="", values={}, **cpu_of(model, record))
    rows = report.Rows(calls.rows, calls.count, begin_ns, end_ns)
    event = {
        "importSeconds": user.import_seconds,
        "group": calls.group,
        **report.times(rows, records),
        **({"chunk": calls.chunk} if model.KIND in HANDS_OVER else {}),
        "changes": changes_since(before),
    }
    if failure is None:
        not_compared = digests.write(folder, calls.results, calls.group)
        event.update(pickles.measure(calls, model.KIND), notCompared=not_compared)
    channel.emit("items", **event)
    if failure is not None:
        raise failure
    channel.emit("end", ns=end_ns, cpuNs=cpu_ns + sum(cpu_outside(records.values(), calls.cpu_before)), values=calls.values)


HANDS_OVER = ("thread", "thread-pool", "interpreter", "process", "process-pool", "cluster")
"""Kinds of models whose workers get items from the main thread."""


def timed(channel, model, calls):
    """The failure or None, the clock at both ends, and the CPU time of the main process between."""
    failure = None
    gc.collect()
    cpu_ns = time.process_time_ns()
    begin_ns = calls.requested_ns = time.perf_counter_ns()
    channel.emit("begin", ns=begin_ns)
    try:
        model.map(calls)
    except Failed as failed:
        failure = failed
    except MemoryError:
        failure = Failed("The memory for the results was not enough.")
    except Exception as error:
        failure = Failed(f"The model failed: {sentence_of(error)}.")
    end_ns = time.perf_counter_ns()
    return failure, begin_ns, end_ns, time.process_time_ns() - cpu_ns


def cpu_of(model, record):
    if model.KIND == "coroutine":
        return {"cpuMissing": "asyncio tasks share one thread's clock"}
    return {"cpuNs": record[ledger.THREAD_CPU]}


def cpu_outside(records, before):
    """Of each worker process, from its start, or from the start of the clock where it was there `before`."""
    outside = {record[ledger.PID]: record[ledger.PROCESS_CPU] for record in records if record[ledger.PID] != os.getpid()}
    return (used - before.get(pid, 0) for pid, used in outside.items())
