"""What a worker of a cluster needs and may not have: the modules of this package, which live in its memory for one run.

The worker may be another person's, on another machine, with no file of ours. So everything that is defined here travels by value, and what it
needs besides, it imports from the sources that it brings along.
"""
import hashlib
import importlib.abc
import importlib.util
import os
import sys

import cloudpickle
from distributed import SchedulerPlugin, WorkerPlugin

PACKAGE = __package__.split(".")[0]
FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def own_sources():
    """The source of each module of the package, by the module's name; a package in it has its `__init__`'s."""
    found = {PACKAGE: ""}
    for folder, _, files in os.walk(FOLDER):
        for file in files:
            if file.endswith(".py"):
                path = os.path.join(folder, file)
                parts = [PACKAGE, *os.path.relpath(path, FOLDER)[:-3].split(os.sep)]
                with open(path, encoding="utf-8") as source:
                    found[".".join(parts).removesuffix(".__init__")] = source.read()
    return found


class Importer(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports modules from sources in memory. `files`, by module: the names that their code has in a traceback."""

    def __init__(self, sources):
        self.sources = sources
        self.files = {}

    def find_spec(self, name, path=None, target=None):
        if name not in self.sources:
            return None
        is_package = any(other.startswith(f"{name}.") for other in self.sources)
        return importlib.util.spec_from_loader(name, self, is_package=is_package)

    def get_source(self, name):
        return self.sources[name]

    def exec_module(self, module):
        name = module.__name__
        module.__file__ = self.files.get(name, name)
        exec(compile(self.sources[name], module.__file__, "exec"), module.__dict__)

    def remove(self):
        sys.meta_path.remove(self)
        for name, module in list(sys.modules.items()):
            if getattr(module, "__loader__", None) is self:
                del sys.modules[name]


class Luggage(WorkerPlugin):
    """Brings the modules to each worker, and takes them away. Without `sources`, the workers are ours, and have them."""

    def __init__(self, name, sources):
        self.name = name
        self.sources = sources
        self.package = PACKAGE
        self.version = hashlib.sha256(repr(sorted(sources.items())).encode()).hexdigest()

    def setup(self, worker):
        if not self.sources:  # a worker that we have started
            importlib.import_module(f"{self.package}.parent").end_with_main_process()
            return
        present = sys.modules.get(self.package)
        if present is not None and getattr(present, "version", None) != self.version:
            raise RuntimeError("another version of Coreglow uses this cluster at the moment")
        self.importer = Importer(self.sources)
        self.importer.files = {name: f"<coreglow>/{name.replace('.', '/')}.py" for name in self.sources}
        sys.meta_path.append(self.importer)
        importlib.import_module(self.package).version = self.version

    def teardown(self, worker):
        for name in ("seat", "host"):
            module = sys.modules.get(f"{self.package}.cluster.{name}")
            if module is not None:
                module.leave(self.name)
        if self.sources:
            self.importer.remove()


class Errand(WorkerPlugin):
    """Has a worker begin with the user's function, and end with it."""

    def __init__(self, run, spec):
        self.run = run
        self.spec = spec
        self.module = f"{PACKAGE}.cluster.errand"

    def setup(self, worker):
        importlib.import_module(self.module).begin(self.run, self.spec)

    def teardown(self, worker):
        importlib.import_module(self.module).end(self.run)


class Departure(SchedulerPlugin):
    """Takes all of it away when the client is gone, however that went."""

    def __init__(self, client, name):
        self.client = client
        self.name = name

    def remove_client(self, scheduler, client):
        if client == self.client:
            scheduler.loop.add_callback(self.clean, scheduler)

    async def clean(self, scheduler):
        scheduler.remove_plugin(name=self.name)
        for known in ("events", "event_counts", "event_subscriber"):
            getattr(scheduler, known, {}).pop(self.name, None)
        for name in (f"{self.name}-errand", self.name):
            if name in scheduler.worker_plugins:
                try:
                    await scheduler.unregister_worker_plugin(None, name)
                except Exception:
                    pass  # a worker that is just gone has nothing of ours


def here(package, module, function, *given):
    """Calls a function of this folder on a worker: it is imported there."""
    return getattr(importlib.import_module(f"{package}.cluster.{module}"), function)(*given)


cloudpickle.register_pickle_by_value(sys.modules[__name__])
for thing in (Importer, Luggage, Errand, Departure, here):
    # Dask tries by name first, and takes what is not found in __main__ by value: also inside a graph.
    thing.__module__ = "__main__"
