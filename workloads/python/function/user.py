"""The user's function, as workers know it."""
import importlib

from .faults import Failed


class UserFunction:
    """The function, and where it was found. Pickled by name; where it cannot be imported, it is one that says why.

    Unpickling it is the first thing that a spawned process does for its work, while multiprocessing still refuses to start
    more processes: as it would while it runs the top of the user's program again.
    """

    def __init__(self, file, name, module, function, is_async, import_seconds=0):
        self.file = file
        self.name = name
        self.module = module
        self.function = function
        self.is_async = is_async
        self.import_seconds = import_seconds

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
        return UserFunction(file, name, None, refusal(file, error), False)
    return UserFunction(file, name, module, function, is_async)


def refusal(file, error):
    """A function that fails with the reason why there is no other."""
    from .source import import_failure  # only now: a worker that starts well needs none of what this imports

    sentence = import_failure(file, error)

    def refuse(_item):
        raise Failed(sentence)

    return refuse
