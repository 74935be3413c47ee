"""Finds or starts a cluster, and says in a sentence why there is none."""
import re
import sys
import time
from contextlib import contextmanager
from uuid import uuid4

import distributed

from ..refusal import Refusal
from .hosts import Hosts
from .luggage import Departure, Luggage, own_sources

CONNECT_SECONDS = 5
"""Chosen: a scheduler that lives answers in milliseconds, over the slowest network in one second."""
ADDRESS = re.compile(r"(?:(?:tcp|tls|ws|wss|ucx)://)?[^\s/:]+:\d{1,5}")


class Cluster:
    """`run` names what is of this run on the cluster: its plugins, its topic and its tasks."""

    def __init__(self, client, run, address, cleanup):
        self.is_own = address == "local"
        self.cleanup = cleanup
        self.client = client
        self.run = run
        self.address = address
        self.hosts = Hosts(client, run)
        self.hosts.find()
        self.remarks = {}
        """What to report of it, by name."""


def connect(scheduler, workers, cleanup):
    """The cluster, which is left, or ended where it was started here, by `cleanup`. @throws Refusal"""
    began = time.perf_counter()
    local = scheduler == "local"
    if not local and not ADDRESS.fullmatch(scheduler):
        raise Refusal(f'The scheduler must be "local" or an address such as tcp://host:8786, not "{scheduler}".')
    address = cleanup.enter_context(own_cluster(workers)) if local else scheduler
    client = cleanup.enter_context(client_of(address, scheduler))
    versions = check_versions(client)
    run = f"coreglow-{uuid4().hex}"
    others = 0 if local else others_tasks(client)
    install(client, run, {} if local else own_sources())
    cluster = Cluster(client, run, scheduler, cleanup)
    cluster.remarks = {
        "scheduler": scheduler,
        "connectSeconds": time.perf_counter() - began,
        "distributedVersion": distributed.__version__,
        **versions,
        **({"othersTasks": others} if others else {}),
    }
    return cluster


@contextmanager
def own_cluster(workers):
    """A cluster of this machine's processes, on ports that nobody else can reach or use."""
    home = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0", "worker_dashboard_address": "127.0.0.1:0"}
    with distributed.LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, memory_limit=0, security=own_security(), **home
    ) as cluster:
        yield cluster


def own_security():
    """Certificates for this cluster alone, without which any user of the machine could have it run things. They need the package cryptography."""
    try:
        return distributed.Security.temporary()
    except ImportError:
        return None


@contextmanager
def client_of(address, called):
    try:
        client = distributed.Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except OSError as error:
        if "handshake" in str(error):
            raise Refusal(f"What answers at {called} is no Dask scheduler: it does not speak Dask's protocol.")
        raise Refusal(f"No Dask scheduler answers at {called} within {CONNECT_SECONDS} s: {reason(error)}.")
    except Exception as error:
        raise Refusal(f"What answers at {called} is no Dask scheduler that this version can use: {reason(error)}.")
    with client:
        yield client


def check_versions(client):
    """Modules travel as sources, tasks as pickles: these need one minor version of Python. @throws Refusal"""
    known = client.get_versions(check=False)
    workers = list(known["workers"].values())
    if not workers:
        raise Refusal("The cluster has no workers. Start one, for example with: dask worker tcp://host:8786.")
    own = "{}.{}".format(*sys.version_info)
    nodes = [("scheduler", known["scheduler"])] + [("workers", worker) for worker in workers]
    for name, node in nodes:
        python = node["host"]["python"]
        if not python.startswith(f"{own}."):
            raise Refusal(
                f"The cluster's {name} run Python {short(python)}, and this interpreter is {own}. Tasks cannot travel between the two: "
                f"choose an interpreter of Python {short(python)}."
            )
    others = sorted({node["packages"].get("distributed") or "unknown" for _, node in nodes} - {distributed.__version__})
    return {"otherVersions": others} if others else {}


def short(version):
    return ".".join(version.split(".")[:2])


def others_tasks(client):
    """Tasks of others that its workers have in hand now: they take part of what is measured."""
    return sum(len(tasks) for tasks in client.processing().values())


def install(client, run, sources):
    """Without `sources` the cluster is ours, and ends with us. @throws Refusal"""
    try:
        if sources:
            register(client, Departure(client.id, run), run)
        register(client, Luggage(run, sources), run)
    except Exception as error:
        raise Refusal(f"The cluster does not take what Coreglow needs there: {reason(error)}.")


def register(client, plugin, name):
    """By the one method of newer versions of Dask, or by that for its kind."""
    scheduler = isinstance(plugin, distributed.SchedulerPlugin)
    older = client.register_scheduler_plugin if scheduler else client.register_worker_plugin
    getattr(client, "register_plugin", older)(plugin, name=name)


def reason(error):
    """The last words of an exception, as the end of a sentence."""
    text = str(error).strip().splitlines()
    return (text[-1] if text else type(error).__name__).rstrip(".")
