"""Ways to run several workers, one file each; the file's name is the model's id.

LABEL, DESCRIPTION (one sentence) and ORDER (place in tables) say what it is. `run(task)` runs `task.workers` workers,
numbered from 0, and returns when all are joined. ASYNC = True asks for work that has a coroutine function.
`needs()`, where there is one, returns what is missing here, or None.
"""
