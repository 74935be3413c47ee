"""Amount: rows of matrix products.

Every worker queries a SQLite file of its own: for an SQL function that sleeps, as for a slow server, and then for the rows of a
matrix, which it multiplies by itself again and again.
"""
import os
import random
import tempfile
import time
from contextlib import closing

from ..calibrate import fit_run

MULTIPLICATIONS_IN_A_LAP = 5_000


def setup(job):
    """Returns the path of each worker's database."""
    folder = job.cleanup.enter_context(tempfile.TemporaryDirectory(prefix="coreglow-"))
    paths = [os.path.join(folder, f"{index}.sqlite") for index in range(job.workers)]
    for index, path in enumerate(paths):
        write(path, random_matrix(index, job.params["order"]))
    return paths


def run(worker):
    start = time.perf_counter()
    with closing(connect(worker.shared[worker.index])) as database:
        database.execute("SELECT sleep_ms(?)", (worker.params["wait"],)).fetchone()
        waited = time.perf_counter()
        matrix = database.execute("SELECT * FROM matrix ORDER BY rowid").fetchall()
    read = time.perf_counter()
    checksum = multiply(worker, matrix)
    end = time.perf_counter()
    worker.report(waitSeconds=waited - start, readSeconds=read - waited, multiplySeconds=end - read)
    return checksum


def random_matrix(seed, order):
    draw = random.Random(seed).random
    return [[draw() for _ in range(order)] for _ in range(order)]


def write(path, matrix):
    columns = [f"c{place} REAL" for place in range(len(matrix))]
    with closing(connect(path)) as database, database:
        database.execute(f"CREATE TABLE matrix ({', '.join(columns)})")
        database.executemany(f"INSERT INTO matrix VALUES ({', '.join('?' for _ in columns)})", matrix)


def connect(path):
    import sqlite3  # which an interpreter may have been built without

    database = sqlite3.connect(path)
    database.create_function("sleep_ms", 1, lambda ms: time.sleep(ms / 1000))
    return database


def multiply(worker, matrix):
    columns = list(zip(*matrix))
    order = len(matrix)
    done = total = 0
    for rows in worker.laps(worker.work_units, max(1, MULTIPLICATIONS_IN_A_LAP // order**2)):
        for at in range(done, done + rows):
            row = matrix[at % order]
            total += sum([sum(a * b for a, b in zip(row, column)) for column in columns])
        done += rows
    return f"{done} rows, sum {total:.6f}"


def work_units_for(seconds, params):
    matrix = random_matrix(0, params["order"])
    return fit_run(lambda worker: multiply(worker, matrix), seconds, 10, params)
