"""Amount: seconds to sleep."""
import asyncio
import time


def run(worker):
    time.sleep(worker.amount)
    return f"slept {worker.amount} s"


async def run_async(worker):
    await asyncio.sleep(worker.amount)
    return f"slept {worker.amount} s"


def amount_for(seconds, params):
    return seconds, 0
