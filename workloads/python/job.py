"""What work sees of a trial in `setup` and `finish`: in the main process, outside of what is measured."""
import multiprocessing
from contextlib import ExitStack


class Job:
    """`cleanup` is an ExitStack for what must end with the trial, whatever happens; `context` starts processes as the trial does."""

    def __init__(self, model, workers, work_units, params, options):
        self.model = model
        self.workers = workers
        self.work_units = work_units
        self.params = params
        self.options = options
        self.settings = options.get("settings", {})
        """The model's own."""
        self.context = multiprocessing.get_context(options.get("startMethod"))
        self.cleanup = ExitStack()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return self.cleanup.__exit__(*error)
