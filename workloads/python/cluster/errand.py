"""The user's function on a worker of a cluster.

A worker that Coreglow has started reads the user's file and writes the trial's ledger like any process of this machine. One of
somebody else's has neither: the user's modules come in memory, the ledger is a folder of its own, and what was written there goes
back with the results.
"""
import importlib
import os
import pickle
import sys
from shutil import rmtree
from tempfile import mkdtemp

from ..function import calls, ledger, source
from ..function.user import UserFunction
from . import seat
from .luggage import Importer

_guests = {}
"""What was made here for a run of a cluster that is not ours, by the run's name."""


def pack(trial, visits):
    """What `begin` needs. `visits`: the workers are not ours. In the main process."""
    user = trial.user
    kept = trial.__getstate__()
    for name in ("channel", "user"):
        del kept[name]
    own = {"file": user.file, "name": user.name, "is_async": user.is_async, "module": user.module.__name__}
    return pickle.dumps({"trial": kept, "user": own, "sources": sources_of(user) if visits else None})


def sources_of(user):
    """The user's module, and those of the same project that it has imported."""
    root, name = source.locate(user.file)
    found = {}
    for known, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None) or ""
        inside = os.path.abspath(file).startswith(root + os.sep)
        if known == name or (inside and file.endswith(".py") and "site-packages" not in file and known != "__main__"):
            with open(file, encoding="utf-8") as text:
                found[known] = (text.read(), file)
    for known in list(found):
        for parent in parents(known):
            found.setdefault(parent, ("", parent))
    return found


def parents(name):
    parts = name.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts))]


def begin(run, spec):
    given = pickle.loads(spec)
    trial = object.__new__(calls.Calls)
    trial.__dict__.update(given["trial"], channel=seat.Events(run))
    if given["sources"] is None:
        trial.user = source.load(given["user"]["file"], given["user"]["name"])
    else:
        trial.user = visit(run, trial, given)
    trial.enter()


def visit(run, trial, given):
    """Makes what the worker's machine does not have."""
    importer = Importer({name: text for name, (text, _) in given["sources"].items()})
    importer.files = {name: file for name, (_, file) in given["sources"].items()}
    sys.meta_path.insert(0, importer)
    trial.folder = mkdtemp(prefix="coreglow-")
    _guests[run] = importer, trial.folder
    ledger.create(trial.folder, trial.count)
    user = given["user"]
    module = importlib.import_module(user["module"])
    function = source.find(module, user["name"], user["file"])
    return UserFunction(user["file"], user["name"], module, function, user["is_async"])


def end(run):
    """Takes it away again."""
    if run in _guests:
        importer, folder = _guests.pop(run)
        importer.remove()
        rmtree(folder, ignore_errors=True)


def call(run, function, first, items):
    """Calls some items. Of a guest, the ledger's part goes with the results."""
    with seat.working(run):
        worker = calls.worker(name=seat.name())
        results = worker.chunk(first, items, function)
    if run not in _guests:
        return results, None
    trial = worker.trial
    part = slice(ledger.ROW * (first // trial.group), ledger.ROW * -(-(first + len(items)) // trial.group))
    return results, {"seat": worker.seat, "record": list(worker.record), "rows": list(worker.rows[part]), **seat.origin()}
