import threading
import time

LABEL = "threads"
DESCRIPTION = "A threading.Thread for each worker, all in one process."
KIND = "thread"
SHARES_INTERPRETER = True
ORDER = 20


def run(task):
    threads = [start(task, index) for index in range(task.workers)]
    for thread in threads:
        thread.join()


def start(task, index):
    thread = threading.Thread(target=task.run, args=(index, time.perf_counter_ns()), name=f"Thread-{index + 1}")
    thread.start()
    return thread
