"""What a worker does, one file each; the file's name is the work's id.

`run(worker)` does it and returns a checksum that depends on all of it; `run_async`, where there is one, is the same for an
event loop. `work_units_for(seconds, params)` returns the amount that takes one worker that time, and how long its probe took.
`setup(job)`, where there is one, is called in the main process before the clock starts, and what it returns is every worker's
`shared`; `finish(job, shared)` after it has stopped, and returns the trial's own values. MAY_LOSE_WORKERS = True: a worker that
dies is a result. MODELS, by id: ways to run that are this work's alone, each with what a module of models/ has.
"""
