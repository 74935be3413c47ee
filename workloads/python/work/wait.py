"""Amount: seconds to sleep."""
import asyncio
import time


def run(worker):
    time.sleep(worker.work_units)
    return f"slept {worker.work_units} s"


async def run_async(worker):
    await asyncio.sleep(worker.work_units)
    return f"slept {worker.work_units} s"


def work_units_for(seconds, params):
    return seconds, 0
