"""The workload program: answers orders from standard input on file descriptor 3 (docs/workloads.md).

This file and outdated.py parse on any Python, so that one that is too old can say so.
"""
import os
import sys

if __name__ == "__main__":
    if sys.version_info >= (3, 8) and sys.implementation.name == "cpython":
        from program import main
    else:
        from outdated import main
    main()
else:
    # A process of multiprocessing, or its fork server, which has not got this folder before CPython 3.14. The server
    # would else live as long as its workers, and these as long as it. One that is late finds its pipe to the main process closed.
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    from parent import kernel_ends_with_parent

    kernel_ends_with_parent()
