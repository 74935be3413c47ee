"""Why a worker process died, and which item it was calling."""
from ..exits import cause
from . import ledger
from .faults import Failed

BY_US = (0, -15)
"""Exit codes of those that came to their end, or that were ended (SIGTERM) because another one had died."""


def failure(calls, processes):
    dead = [process for process in processes if process.exitcode is not None]
    culprits = [process for process in dead if process.exitcode not in BY_US] or dead
    for process in culprits:
        item = under_way(calls, process.pid)
        if item is not None:
            how = f"{cause(process.exitcode)}{hint(process.exitcode)}"
            return Failed(f"{items(item, calls.group)} ended its worker process: {how}.", item if calls.group == 1 else None)
    how = cause(culprits[0].exitcode) if culprits else "its pool broke"
    return Failed(f"A worker process died before it called an item: {how}.")


def under_way(calls, pid):
    """The item that the process was calling, or the first of its group."""
    seats = {seat for seat, record in ledger.records(calls.folder).items() if record[ledger.PID] == pid}
    starts, ends, of = (calls.rows[part :: ledger.ROW].tolist() for part in range(ledger.ROW))
    for row, (start, end, seat) in enumerate(zip(starts, ends, of)):
        if start and not end and seat in seats:
            return row * calls.group
    return None


def items(first, group):
    return f"Item {first}" if group == 1 else f"One of the items {first} to {first + group - 1}"


def hint(exit_code):
    return ", which the system sends when memory runs out" if exit_code == -9 else ""
