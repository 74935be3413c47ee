"""Work on a Dask cluster, which models/dask.py hands on.

In the main process, `connection` finds or starts the cluster, `hosts` knows its machines and their clocks, and `run` hands out the
work and writes down what comes back. `seat` is where a worker works, and `luggage` what it needs for that and may not have.
"""
