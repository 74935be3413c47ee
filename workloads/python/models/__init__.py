"""Ways to run several workers, one file each; the file's name is the model's id.

LABEL, DESCRIPTION (one sentence) and ORDER (place in tables) say what it is, and KIND how its workers live: "sequential",
"thread", "thread-pool", "interpreter", "process", "process-pool", "coroutine" or "cluster". SHARES_INTERPRETER = True: all workers run in
one interpreter, and take turns with its GIL where it has one. LOCK, where there is one, names a lock of the model's own that
its workers take turns with. BASELINE = True: the others are compared with it. Nothing else knows the model. `run(task)` runs `task.workers` workers,
numbered from 0, and returns when all are joined. ASYNC = True asks for work that has a coroutine function.
SHARES_NOTHING = True: its workers may be on other machines, and get work without `setup` only. SETTINGS are those of its own, and
`prepare(job)` makes what is there before the clock starts: `task.prepared` is what it returns.
`map(calls)`, where there is one, calls the user's function with all inputs (docs/workloads.md).
`needs()`, where there is one, returns what is missing here, or None.
"""
