import time

LABEL = "sequential"
DESCRIPTION = "One worker after the other, in the main thread."
KIND = "sequential"
SHARES_INTERPRETER = True
BASELINE = True
ORDER = 10


def run(task):
    for index in range(task.workers):
        task.run(index, time.perf_counter_ns())


def map(calls):
    if calls.is_async:
        import asyncio

        asyncio.run(calls.await_all(1))
    else:
        calls.map_all()
