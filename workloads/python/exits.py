"""How a process ended, in words."""
import signal


def cause(exit_code):
    """Of a `Process.exitcode`: "exit code 3", "signal SIGSEGV"."""
    if exit_code >= 0:
        return f"exit code {exit_code}"
    try:
        return f"signal {signal.Signals(-exit_code).name}"
    except ValueError:
        return f"signal {-exit_code}"
