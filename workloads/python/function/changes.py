"""What the user's code changed that belongs to the whole process."""
import gc
import locale
import multiprocessing
import os
import signal
import sys


def process_state():
    return {name: read() for name, read in PARTS.items()}


def changes_since(before):
    """A name for each part that is different now: "the working folder (/tmp)"."""
    now = process_state()
    return [f"{name}{detail(name, before[name], now[name])}" for name in PARTS if before[name] != now[name]]


def folder():
    try:
        return os.getcwd()
    except OSError:
        return "which is gone"


def affinity():
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None


def file_mask():
    """It can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def signal_handlers():
    """But for SIGINT's, which source.py sets too."""
    return {number: signal.getsignal(number) for number in signal.Signals if number != signal.SIGINT}


def start_method():
    """Nothing is set as long as nobody has needed it, and then it is the system's own."""
    return multiprocessing.get_start_method(allow_none=True) or multiprocessing.get_all_start_methods()[0]


PARTS = {
    "the working folder": folder,
    "the environment": lambda: dict(os.environ),
    "the affinity": affinity,
    "the locale": lambda: locale.setlocale(locale.LC_ALL),
    "the file mode mask": file_mask,
    "the handling of signals": signal_handlers,
    "the start method of processes": start_method,
    "the recursion limit": sys.getrecursionlimit,
    "the switch interval": sys.getswitchinterval,
    "garbage collection": lambda: (gc.isenabled(), gc.get_threshold()),
}


def detail(name, before, now):
    if name == "the environment":
        return f" ({', '.join(sorted({key for key, _ in set(before.items()) ^ set(now.items())})[:5])})"
    if name == "the handling of signals":
        return f" ({', '.join(signal.Signals(number).name for number in now if now[number] != before.get(number))})"
    if name == "the affinity":
        return f" ({len(now)} {'core' if len(now) == 1 else 'cores'} instead of {len(before)})"
    if name == "the start method of processes" or isinstance(now, str):
        return f" ({now})"
    return ""
