"""The sampler of a machine, started by one worker there; what it writes goes by the scheduler to the engine."""
import importlib.util
import subprocess
import sys
import threading

from distributed import get_worker

from . import seat

_samplers = {}
"""By run."""


def watch(run, period_ns, pids):
    """Starts to sample the machine and these processes, until the run leaves. False where it cannot be sampled."""
    if sys.platform != "linux":
        return False
    name = f"{__package__}.sampler"
    text = importlib.util.find_spec(name).loader.get_source(name)
    program = subprocess.Popen(
        [sys.executable, "-I", "-c", text, str(period_ns), *map(str, pids)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    _samplers[run] = program
    threading.Thread(target=forward, args=(run, program, get_worker(), seat.origin()), daemon=True).start()
    return True


def add(run, pid):
    """One process more."""
    print(pid, file=_samplers[run].stdin, flush=True)


def forward(run, program, worker, origin):
    for line in program.stdout:
        worker.log_event(run, {"ev": "host-samples", **origin, "json": line})
    worker.log_event(run, {"ev": "host-ended", **origin})


def finish(run):
    """Has the sampler write what it has, and end."""
    _samplers[run].stdin.close()


def leave(run):
    program = _samplers.pop(run, None)
    if program is not None:
        program.kill()
        program.wait()
