from importlib.util import find_spec

LABEL = "dask"
DESCRIPTION = "A Dask cluster with a task for each worker: processes of this machine, or of others."
KIND = "cluster"
SHARES_INTERPRETER = False
SHARES_NOTHING = True
ORDER = 38
SETTINGS = [
    {
        "id": "scheduler",
        "label": "Scheduler",
        "hint": "local starts a cluster of this machine's processes. The address of a scheduler, such as tcp://host:8786, uses that one.",
        "kind": "text",
        "default": "local",
    }
]


def needs():
    if find_spec("distributed") is None:
        return "the package distributed: pip install distributed, or python3-distributed on Debian"


def prepare(job):
    """Connects to the cluster before the clock starts: people start one once and use it for hours."""
    from ..cluster.connection import connect

    return connect(job.settings.get("scheduler", "local"), job.workers, job.cleanup)


def run(task):
    from ..cluster.run import run_all

    run_all(task.prepared, task)


def map(calls):
    from ..cluster.map import map_all

    map_all(calls.prepared, calls)
