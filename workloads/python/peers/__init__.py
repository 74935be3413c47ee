"""Programs at the other end of the sockets: servers and clients in processes of their own, one file each.

A peer is told its settings as JSON on its command line, and more by lines of its standard input; it answers with lines of JSON.
"""
import json
import os
import subprocess
import sys

HOST = "127.0.0.1"
HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Peer:
    """One that runs. `cleanup` (an ExitStack) ends it; it also ends when this process does, however that goes."""

    def __init__(self, cleanup, name, **settings):
        settings["parent"] = os.getpid()
        self._process = subprocess.Popen(
            [sys.executable, "-E", "-s", "-B", "-m", f"peers.{name}", json.dumps(settings)],
            cwd=HOME,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._name = name
        cleanup.callback(self._end)

    def tell(self, word):
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()

    def hear(self):
        """Waits for its next answer. Raises when it has died."""
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"The program {self._name}.py ended with exit code {self._process.wait()}.")
        return json.loads(line)

    def _end(self):
        self._process.kill()
        self._process.communicate()

    def __getstate__(self):
        return {}  # a worker process has no hold on it
