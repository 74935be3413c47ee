"""What cannot be sent to another process, as a sentence."""
import pickle
import time
from multiprocessing.reduction import ForkingPickler

from .faults import Failed, what
from .source import a_or_an

MAX_SECONDS = 1
"""Of looking for an input that cannot be pickled; chosen."""


def problem_of_function(user):
    """A sentence, or None where it can be sent."""
    error = pickling_error(user.function)
    if error is None:
        return None
    name = getattr(user.function, "__qualname__", "")
    if "<lambda>" in name:
        why = f"it is a lambda, which has no name to be found by. Use def {user.name}(item)"
    elif "<locals>" in name:
        why = f"it was defined inside {name.split('.<locals>')[0]}, where other processes cannot find it. Define it at the top of the file"
    else:
        why = what(error)
    return f"{user.name} cannot be sent to another process: {why}."


def unpicklable_input(inputs, first=0):
    """The first one, from number `first` on, as a Failed; None where none is found."""
    end = time.perf_counter() + MAX_SECONDS
    for number in range(first, len(inputs)):
        error = pickling_error(inputs[number])
        if error is not None:
            return Failed(f"Input {number} cannot be sent to another process: it is {described(inputs[number])} ({what(error)}).", number)
        if time.perf_counter() > end:
            return None
    return None


def unpicklable_result(error, first, count):
    which = f"The result of item {first}" if count == 1 else f"A result of the items {first} to {first + count - 1}"
    return Failed(f"{which} cannot be sent back from another process ({what(error)}).", first if count == 1 else None)


def problem_of_result(result, number):
    error = pickling_error(result)
    return None if error is None else unpicklable_result(error, number, 1).sentence


def described(value):
    return a_or_an(type(value).__name__)


def pickling_error(value):
    """What pickling it, or making it again of its pickle, raises; None where it can be sent."""
    try:
        pickle.loads(ForkingPickler.dumps(value))
    except Exception as error:
        return error
    return None
