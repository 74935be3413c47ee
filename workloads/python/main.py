"""The workload program: answers orders from standard input on file descriptor 3 (docs/workloads.md).

Its modules are those of a package without an entry in sys.path, so that a user's task.py or models.py is never hidden by one of
the same name, nor hides it. This file makes that package wherever it runs: as the program, and once in each process that
multiprocessing starts anew. "coreglow_workloads", because a user may well have a coreglow.py.

This file and outdated.py parse on any Python, so that one that is too old can say so.
"""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))

if "coreglow_workloads" not in sys.modules:
    package = type(sys)("coreglow_workloads")
    package.__path__ = [HERE]
    sys.modules["coreglow_workloads"] = package

if __name__ == "__mp_main__" and "COREGLOW_IMPORTING" in os.environ:
    # The user's file has started this process while it was being imported. Were it the program, this process would import it too,
    # and multiprocessing then refuses to start more. Without that, each process would start others without end. A pool replaces
    # processes that die so, also without end: the one that waits for it is interrupted.
    main_pid, module = os.environ["COREGLOW_IMPORTING"].split(" ", 1)
    try:
        __import__(module)
    except RuntimeError:
        if os.name == "posix":
            os.kill(int(main_pid), 2)  # SIGINT
        raise

if __name__ == "__main__":
    if HERE in sys.path:
        sys.path.remove(HERE)
    if sys.version_info >= (3, 8) and sys.implementation.name == "cpython":
        from coreglow_workloads.program import main
    else:
        from coreglow_workloads.outdated import main
    main()
