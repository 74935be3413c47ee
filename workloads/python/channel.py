"""The pipe to the engine."""
import json
import os
import sys

MAX_TEXT = 1000
"""Characters. A line of at most 4,096 bytes is written in one piece, also where several processes share the pipe."""


class Channel:
    """Writes events to a file descriptor. It can be handed to a process that is started by any start method."""

    def __init__(self, fd):
        self._fd = fd

    def emit(self, event, **fields):
        os.write(self._fd, json.dumps({"ev": event, **fields}).encode() + b"\n")

    def fail(self, message, **fields):
        self.emit("error", message=message[:MAX_TEXT], **fields)

    def __reduce__(self):
        from multiprocessing import reduction

        if sys.platform != "win32":
            return _reopen, (reduction.DupFd(self._fd),)
        import _winapi
        import msvcrt

        handle = msvcrt.get_osfhandle(self._fd)
        return _reopen, (reduction.DupHandle(handle, _winapi.FILE_GENERIC_WRITE),)


def _reopen(duplicate):
    descriptor = duplicate.detach()
    if sys.platform == "win32":
        import msvcrt

        descriptor = msvcrt.open_osfhandle(descriptor, 0)
    return Channel(descriptor)
