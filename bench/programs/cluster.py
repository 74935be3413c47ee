"""What a task costs on a Dask cluster of this machine, plainly and as Coreglow hands it out, in pairs; run by bench/scale.ts."""
import functools
import gc
import os
import resource
import statistics
import sys
import time
from contextlib import ExitStack

MAIN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "workloads", "python", "main.py")
with open(MAIN) as file:  # here, so that the processes of the cluster have the package too
    exec(file.read(), {"__name__": "__bench__", "__file__": MAIN})
TASKS = 1000
PAIRS = 5
MANY = 5000


def plain(item):
    return item


def main():
    from coreglow_workloads.cluster.connection import connect
    from coreglow_workloads.cluster.luggage import PACKAGE, here

    with ExitStack() as cleanup:
        began = time.perf_counter()
        cluster = connect("local", 2, cleanup)
        print(f"a cluster of two processes: there after {time.perf_counter() - began:.2f} s")
        client = cluster.client
        ours = functools.partial(here, PACKAGE, "seat", "same")

        def per_task(function, count, start):
            gc.collect()
            began = time.perf_counter()
            client.gather(client.map(function, range(start, start + count), pure=False))
            return (time.perf_counter() - began) / count * 1e6

        per_task(plain, TASKS, 0)
        pairs = [(per_task(plain, TASKS, 0), per_task(ours, TASKS, 0)) for _ in range(PAIRS)]
        ratios = [ours / plain for plain, ours in pairs]
        print(
            f"a task: {statistics.median(plain for plain, _ in pairs):.0f} µs by a plain map, "
            f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}, {PAIRS} pairs) times that as Coreglow hands it out   [target: 1.1]"
        )
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        each = per_task(plain, MANY, 0)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 / MANY
        print(f"{MANY} tasks at once: {each:.0f} µs and {grown / 1000:.1f} kB each, client and scheduler together; a million by that: {each:.0f} s, {grown / 1000:.1f} GB")


if __name__ == "__main__":
    sys.exit(main())
