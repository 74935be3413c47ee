import asyncio
import time

LABEL = "asyncio"
DESCRIPTION = "A task for each worker in one event loop, all in the main thread."
KIND = "coroutine"
SHARES_INTERPRETER = True
ORDER = 40
ASYNC = True
MAX_IN_FLIGHT = 1000
"""Calls of an async function at a time; chosen: a service seldom allows more connections to one client."""


def run(task):
    asyncio.run(run_all(task))


async def run_all(task):
    await asyncio.gather(*(task.run_async(index, time.perf_counter_ns()) for index in range(task.workers)))


def map(calls):
    asyncio.run(calls.await_all(MAX_IN_FLIGHT))
