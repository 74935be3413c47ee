"""Calls of the user's function, which a model's `map` hands to its workers.

A worker begins with its first call, wherever a model makes it: it takes a seat, announces itself, and from then on writes a row of
the ledger for each item. That costs less than a microsecond an item, and goes on in any process, thread or interpreter.
"""
import functools
import os
import pickle
import threading
import time
from concurrent.futures import BrokenExecutor
from types import SimpleNamespace

from ..announce import worker_start
from . import deaths, ledger
from .faults import Failed, sentence_of

MAX_QUEUED = 100_000
"""Items that are handed to a pool at once: each has a future of about a kilobyte there. Chosen."""
OF_MAIN_PROCESS = ("inputs", "results", "context", "rows", "cleanup", "prepared", "values", "cpu_before")
NOTE_NS = 500_000
FIRST_NOTES = 20
"""Calls after which a worker notes its CPU time in any case, before it does so every half millisecond. Chosen: what is missing is then little
of what there is."""
clock = time.perf_counter_ns
own = threading.local()
current = None
"""The trial of this process, or interpreter."""


class Calls:
    """`workers`, `inputs` (a sequence), `chunk` (items to hand over at once) and `context` (of multiprocessing) say what to do.

    `results` is filled by `map_in(pool)`, `map_all()` or `done`. Pickled, it is what a worker process needs: `enter` it there.
    """

    def __init__(self, channel, user, inputs, workers, chunk, context, folder):
        self.user = user
        self.inputs = inputs
        self.count = len(inputs)
        self.workers = workers
        self.group = ledger.group_size(self.count)
        self.chunk = -(-chunk // self.group) * self.group
        self.context = context
        self.folder = folder
        self.requested_ns = 0
        self.results = []
        self.channel = channel
        self.main_pid = os.getpid()
        self.is_main_interpreter = True
        self.settings = {}
        """The model's own, by id."""
        self.cleanup = None
        """An ExitStack for what must end with the trial."""
        self.prepared = None
        """What the model has prepared before the clock has started."""
        self.values = {}
        """What the model reports of the trial."""
        self.cpu_before = {}
        """CPU ns that processes had used before the clock has started, by pid."""
        ledger.create(folder, self.count)

    def __getstate__(self):
        return {name: value for name, value in vars(self).items() if name not in OF_MAIN_PROCESS}

    def for_interpreter(self):
        """What `enter_interpreter` makes the same of in a sub-interpreter: bytes."""
        return pickle.dumps({name: value for name, value in self.__getstate__().items() if name != "channel"})

    def enter(self):
        """Makes this the trial of the process. Where the user's file cannot be imported here, each call says so."""
        global current
        self.rows = ledger.open_rows(self.folder)
        current = self

    @property
    def call(self):
        """Calls one item: `call(number, item)`. It can be pickled as the user's function can."""
        return call if self.by_name else functools.partial(call, function=self.user.function)

    @property
    def call_chunk(self):
        """Calls several, and returns the list of their results: `call_chunk(first, items)`."""
        return call_chunk if self.by_name else functools.partial(call_chunk, function=self.user.function)

    @property
    def by_name(self):
        """A plain function goes to another process as its name; an object would be sent with each call."""
        return hasattr(self.user.function, "__qualname__") and not hasattr(self.user.function, "__self__")

    def chunks(self):
        """Pairs of the first item's number, and the items."""
        for first in range(0, self.count, self.chunk):
            yield first, self.inputs[first : first + self.chunk]

    def map_all(self):
        """Calls all items one after the other in this thread."""
        self.results = worker().chunk(0, self.inputs)

    def map_in(self, pool):
        """Calls all items with a pool's own `map`, as a program would."""
        step = max(self.chunk, MAX_QUEUED // self.chunk * self.chunk)
        try:
            for begin in range(0, self.count, step):
                self._map_part(pool, range(begin, min(begin + step, self.count)))
        except (Failed, BrokenExecutor):
            raise
        except Exception as error:
            raise self.not_sent(error) from None

    def _map_part(self, pool, numbers):
        if self.chunk == 1:
            self.results.extend(pool.map(self.call, numbers, self.inputs[numbers.start : numbers.stop]))
        else:
            firsts = numbers[:: self.chunk]
            parts = (self.inputs[first : first + self.chunk] for first in firsts)
            for results in pool.map(self.call_chunk, firsts, parts):
                self.results.extend(results)

    async def await_all(self, most):
        """Calls all items in this event loop, `most` of them at a time."""
        import asyncio

        if not self.user.is_async:
            raise Failed(f"{self.user.name} is not an async function: an event loop has nothing to wait for.")
        pairs, own_worker = enumerate(self.inputs), worker()
        self.results = [None] * self.count

        async def lane():
            for number, item in pairs:
                self.results[number] = await own_worker.call_async(number, item)

        await asyncio.gather(*(lane() for _ in range(min(most, self.count))))
        own_worker.note(clock())

    def worker(self, requested_ns=None, name=None):
        """The calling thread's: it begins with the first call of this."""
        return worker(requested_ns, name)

    def done(self, first, results):
        """Keeps results that may come in any order."""
        if len(self.results) < self.count:
            self.results = [None] * self.count
        self.results[first : first + len(results)] = results

    @property
    def is_async(self):
        return self.user.is_async

    def check_function_is_sent(self):
        """@throws Failed where pickle cannot send the function to another process."""
        from . import sending

        problem = sending.problem_of_function(self.user)
        if problem:
            raise Failed(problem)

    def not_sent(self, error, first=None):
        """What could not be pickled, when a pool or a pipe has raised `error`: an input, or else a result."""
        from . import sending

        returned = len(self.results) if first is None else first
        return sending.unpicklable_input(self.inputs, returned) or self.not_returned(error, returned)

    def not_returned(self, error, first):
        from . import sending

        return sending.unpicklable_result(error, first, min(self.chunk, self.count - first))

    def death(self, processes):
        """Why worker processes ended before their work was done: with the item that one of them was calling."""
        return deaths.failure(self, list(processes))


def enter_interpreter(state, channel):
    global own
    own = SimpleNamespace()  # not by thread: one thread enters it time and again, each time with a new state
    calls = object.__new__(Calls)
    vars(calls).update(pickle.loads(state), channel=channel, is_main_interpreter=False)
    calls.enter()


class Worker:
    """A worker's seat, and its calls. `requested_ns` is when its creation was asked for."""

    def __init__(self, trial, requested_ns=None, name=None):
        self.trial = trial
        self.rows = trial.rows
        self.group = trial.group
        self.last = trial.count - 1
        self.seat, self.record = ledger.claim_seat(trial.folder)
        self.function = runs_in_loop_of_its_own(trial.user.function) if trial.user.is_async else trial.user.function
        self.record[ledger.PID] = os.getpid()
        start_ns = clock()
        interpreter = ""
        if not trial.is_main_interpreter:
            name, interpreter = f"MainProcess/Interpreter-{self.seat + 1}", f"/{self.seat + 1}"
        worker_start(trial.channel, self.seat, requested_ns or trial.requested_ns, start_ns, name, interpreter)
        self.record[ledger.FIRST_START] = start_ns
        self.cpu_ns = time.thread_time_ns()
        self.is_outside = os.getpid() != trial.main_pid
        self.notes = self.next_note_ns = 0

    def call(self, number, item, function=None):
        rows, at = self.rows, 3 * (number // self.group)
        rows[at + 2] = self.seat
        if rows[at] == 0:
            rows[at] = clock()
        try:
            result = (function or self.function)(item)
        except BaseException as error:
            raise self.failed(number, error) from None
        end_ns = clock()
        if self.group == 1 or self.ends_group(number):
            rows[at + 1] = end_ns
        if end_ns > self.next_note_ns:
            self.note(end_ns)
        return result

    def chunk(self, first, items, function=None):
        function = function or self.function
        results = []
        try:
            if self.group == 1:
                self.each(function, first, items, results)
            else:
                self.groups(function, first, items, results)
        except BaseException as error:
            raise self.failed(first + len(results), error) from None
        self.note(clock())
        return results

    def each(self, function, first, items, results):
        rows, seat, now, append, at = self.rows, self.seat, clock, results.append, 3 * first
        for item in items:
            rows[at + 2] = seat
            rows[at] = now()
            result = function(item)
            rows[at + 1] = now()
            append(result)
            at += 3

    def groups(self, function, first, items, results):
        """`first` is the first of a group."""
        rows, group = self.rows, self.group
        for begin in range(0, len(items), group):
            at = 3 * ((first + begin) // group)
            rows[at + 2] = self.seat
            rows[at] = clock()
            results.extend(map(function, items[begin : begin + group]))
            rows[at + 1] = clock()

    async def call_async(self, number, item):
        from asyncio import CancelledError

        rows, at = self.rows, 3 * (number // self.group)
        rows[at + 2] = self.seat
        if rows[at] == 0:
            rows[at] = clock()
        try:
            result = await self.trial.user.function(item)
        except CancelledError:
            raise
        except BaseException as error:
            raise self.failed(number, error) from None
        rows[at + 1] = clock()
        return result

    def ends_group(self, number):
        return (number + 1) % self.group == 0 or number == self.last

    def note(self, end_ns):
        """Between two hand-overs: how far it is, and the CPU time that it and its process have used.

        Reading that is a system call: of many quick calls, not each is noted, and up to half a millisecond is missing in the end.
        """
        record = self.record
        record[ledger.LAST_END] = end_ns
        record[ledger.THREAD_CPU] = time.thread_time_ns() - self.cpu_ns
        if self.is_outside:
            record[ledger.PROCESS_CPU] = time.process_time_ns()
        self.notes += 1
        self.next_note_ns = 0 if self.notes < FIRST_NOTES else end_ns + NOTE_NS

    def failed(self, number, error):
        self.note(clock())
        if isinstance(error, Failed):
            return error
        return Failed(f"Item {number} failed: {sentence_of(error)}.", number)


def worker(requested_ns=None, name=None):
    found = getattr(own, "worker", None)
    if found is None or found.trial is not current:
        found = own.worker = Worker(current, requested_ns, name)
    return found


def call(number, item, function=None):
    try:
        found = own.worker
    except AttributeError:
        found = worker()
    if found.trial is not current:
        found = worker()
    return found.call(number, item, function)


def call_chunk(first, items, function=None):
    return worker().chunk(first, items, function)


def runs_in_loop_of_its_own(function):
    import asyncio  # not above: it would be the largest part of a spawned worker's start

    return lambda item: asyncio.run(function(item))
