"""The workload program: answers orders from standard input on file descriptor 3 (docs/workloads.md).

This file and outdated.py parse on any Python, so that one that is too old can say so.
"""
import sys

if __name__ == "__main__":
    if sys.version_info >= (3, 8) and sys.implementation.name == "cpython":
        from program import main
    else:
        from outdated import main
    main()
