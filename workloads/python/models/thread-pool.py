import time
from concurrent.futures import ThreadPoolExecutor

LABEL = "thread pool"
DESCRIPTION = "A concurrent.futures.ThreadPoolExecutor with a thread for each worker."
KIND = "thread-pool"
SHARES_INTERPRETER = True
ORDER = 25


def run(task):
    with ThreadPoolExecutor(task.workers, thread_name_prefix="Pool") as pool:
        for index in range(task.workers):
            pool.submit(task.run, index, time.perf_counter_ns())


def map(calls):
    with ThreadPoolExecutor(calls.workers, thread_name_prefix="Pool") as pool:
        calls.map_in(pool)
