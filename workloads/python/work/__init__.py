"""What a worker does, one file each; the file's name is the work's id.

`run(amount)` does it and returns a checksum that depends on all of it; `run_async`, where there is one, is the same for an
event loop. `amount_for(seconds)` returns the amount that takes one worker that time, and how long its probe took.
"""
