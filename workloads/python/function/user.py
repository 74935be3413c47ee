"""The user's function, as workers know it."""
import importlib


class UserFunction:
    """The function, and where it was found. Pickled by name: what cannot be imported elsewhere has a `problem` there, a sentence.

    Unpickling it is the first thing that a spawned process does for its work, while multiprocessing still refuses to start
    more processes: as it would while it runs the top of the user's program again.
    """

    def __init__(self, file, name, module, function, is_async, import_seconds=0, problem=None):
        self.file = file
        self.name = name
        self.module = module
        self.function = function
        self.is_async = is_async
        self.import_seconds = import_seconds
        self.problem = problem

    def __reduce__(self):
        return import_again, (self.file, self.name, self.module.__name__, self.is_async)


def import_again(file, name, module_name, is_async):
    """In a worker, whose sys.path is the main process's."""
    try:
        module = importlib.import_module(module_name)
        function = module
        for part in name.split("."):
            function = getattr(function, part)
    except BaseException as error:
        return UserFunction(file, name, None, None, is_async, problem=failure(file, error))
    return UserFunction(file, name, module, function, is_async)


def failure(file, error):
    from .source import import_failure  # only now: a worker that starts well needs none of what this imports

    return import_failure(file, error)
