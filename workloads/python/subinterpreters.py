"""Interpreters within this process, by the module that its version of CPython has for them (3.12 and newer)."""
import os
import sys

MAIN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "main.py")


def script(text):
    """Runs `text` where Coreglow's modules can be imported, as in a process that multiprocessing starts."""
    return f"""
import sys
sys.path[:] = {sys.path!r}
sys.argv[:] = {sys.argv!r}
with open({MAIN!r}) as file:
    exec(file.read(), {{"__name__": "__mp_main__", "__file__": {MAIN!r}}})
{text}
"""


class Interpreter:
    def __init__(self):
        if sys.version_info >= (3, 14):
            from concurrent import interpreters

            self._interpreter = interpreters.create()
        elif sys.version_info >= (3, 13):
            import _interpreters

            self._id = _interpreters.create()
        else:
            import _xxsubinterpreters

            self._id = _xxsubinterpreters.create(isolated=True)

    def run(self, text):
        """@throws RuntimeError when the text does not catch what it raises"""
        if sys.version_info >= (3, 14):
            self._interpreter.exec(text)
        elif sys.version_info >= (3, 13):
            import _interpreters

            trouble = _interpreters.exec(self._id, text)
            if trouble is not None:
                raise RuntimeError(trouble.formatted)
        else:
            import _xxsubinterpreters

            _xxsubinterpreters.run_string(self._id, text)

    def close(self):
        if sys.version_info >= (3, 14):
            self._interpreter.close()
        elif sys.version_info >= (3, 13):
            import _interpreters

            _interpreters.destroy(self._id)
        else:
            import _xxsubinterpreters

            _xxsubinterpreters.destroy(self._id)
