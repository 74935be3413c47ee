"""What can be known of the user's function before a trial: it is imported, and called with its first inputs."""
import copy
import hashlib
import multiprocessing
import os
import statistics
import threading
import time

from . import digests, inputs, ledger, sending, source
from .calls import runs_in_loop_of_its_own
from .changes import changes_since, process_state
from .faults import Failed, sentence_of

MAX_SECONDS = 0.5
"""Of calling more inputs than the first one; chosen: enough for a median of what is quick."""


def inspect_function(spec, folder=None):
    """The answer to the order. With a `folder`, a ledger there says which item is under way. @throws Failed"""
    before, threads, children_cpu = process_state(), threading.active_count(), cpu_of_children()
    user = source.load(spec["file"], spec["name"])
    remarks = remarks_on_import(os.path.basename(user.file), threads, children_cpu, changes_since(before))
    items, source_name = inputs.read(spec, user.module)
    probe = Probe(user, items, folder)
    probe.call_some()
    return {
        "file": user.file,
        "name": user.name,
        **line_of(user),
        "sha256": sha256_of(user.file),
        "isAsync": user.is_async,
        "module": user.module.__name__,
        "count": len(items),
        "source": source_name,
        "importSeconds": user.import_seconds,
        "itemSeconds": statistics.median(probe.seconds),
        "called": len(probe.seconds),
        "repeated": probe.repeated,
        **({"notPicklable": probe.not_picklable} if probe.not_picklable else {}),
        "remarks": remarks + probe.remarks,
        "changes": changes_since(before),
    }


class Probe:
    """Calls the first input twice, and then others for a while."""

    def __init__(self, user, items, folder):
        self.user = user
        self.items = items
        self.function = runs_in_loop_of_its_own(user.function) if user.is_async else user.function
        self.seconds = []
        self.remarks = []
        self.repeated = None
        self.not_picklable = sending.problem_of_function(user) or sentence_or_none(sending.unpicklable_input(items))
        self.group = ledger.group_size(len(items))
        self.rows = None
        if folder:
            ledger.create(folder, len(items))
            self.rows = ledger.open_rows(folder)

    def call_some(self):
        again = copy_of(self.items[0])  # a function that changes its input remembers nothing by that
        result = self.call(0)
        shown, first = digests.brief(result), digests.digests_of(result)
        self.not_picklable = self.not_picklable or sending.problem_of_result(result, 0)
        del result
        result = self.call(0, again)
        second = digests.digests_of(result)
        equal = first is None or second is None or digests.equal(first, second)
        self.repeated = {"equal": equal, "first": shown, "second": digests.brief(result)}
        self.seconds.pop()
        end = time.perf_counter() + MAX_SECONDS
        for number in range(1, len(self.items)):
            if time.perf_counter() > end:
                break
            self.call(number)

    def call(self, number, *item):
        at = ledger.ROW * (number // self.group)
        start_ns = time.perf_counter_ns()
        if self.rows is not None:
            self.rows[at], self.rows[at + 1] = start_ns, 0
        try:
            result = self.function(*(item or (self.items[number],)))
        except BaseException as error:
            raise Failed(f"Item {number} failed: {sentence_of(error)}.", number) from None
        end_ns = time.perf_counter_ns()
        if self.rows is not None:
            self.rows[at + 1] = end_ns
        self.seconds.append((end_ns - start_ns) / 1e9)
        return result


def copy_of(value):
    try:
        return copy.deepcopy(value)
    except Exception:
        return value


def sentence_or_none(failed):
    return failed.sentence if failed else None


def line_of(user):
    code = getattr(source.unwrapped(user.function), "__code__", None)
    if code is None or not os.path.exists(code.co_filename) or not os.path.samefile(code.co_filename, user.file):
        return {}
    return {"line": code.co_firstlineno}


def sha256_of(file):
    with open(file, "rb") as content:
        return hashlib.sha256(content.read()).hexdigest()


def remarks_on_import(base, threads, children_cpu, changes):
    remarks = []
    started = threading.active_count() - threads
    if started > 0:
        remarks.append(f"{base} starts {counted(started, 'thread')} when it is imported. {source.GUARD}")
    if multiprocessing.active_children() or cpu_of_children() > children_cpu:
        remarks.append(f"{base} starts processes when it is imported. {source.GUARD}")
    return remarks + [f"{base} changes {change} when it is imported." for change in changes]


def counted(number, word):
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def cpu_of_children():
    """Seconds of those that have ended."""
    times = os.times()
    return times.children_user + times.children_system
