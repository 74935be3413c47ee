"""Amount: seconds to sleep."""
import asyncio
import time


def run(amount):
    time.sleep(amount)
    return f"slept {amount} s"


async def run_async(amount):
    await asyncio.sleep(amount)
    return f"slept {amount} s"


def amount_for(seconds):
    return seconds, 0
