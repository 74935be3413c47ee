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
