import time

LABEL = "sequential"
DESCRIPTION = "One worker after the other, in the main thread."
ORDER = 10


def run(task):
    for index in range(task.workers):
        task.run(index, time.perf_counter_ns())
