"""What the function is called with."""
import inspect
import json
import os
from itertools import islice

from .faults import Failed, sentence_of
from .source import a_or_an, nearest

MAX_ITEMS = 10_000_000
"""As many as the engine accepts: src/contract/function.ts."""
HOW = "Give it a list ITEMS, or use --items NAME, --inputs JSON or --count N."


def read(spec, module):
    """A list, a tuple or a range of at least one input, and what to call it in a sentence. @throws Failed"""
    if spec.get("count"):
        return range(spec["count"]), f"--count {spec['count']}"
    if spec.get("inputs") is not None:
        return from_json(spec["inputs"]), "--inputs"
    name, base = spec.get("items") or "ITEMS", os.path.basename(spec["file"])
    if not hasattr(module, name):
        names = [n for n, value in vars(module).items() if isinstance(value, (list, tuple, range)) and not n.startswith("_")]
        raise Failed(f"{base} has no {name}, the inputs.{nearest(name, names, ' Did you mean {}?')} {HOW}")
    return from_module(getattr(module, name), name, base), f"{name} of {base}"


def from_json(text):
    try:
        value = json.loads(text)
    except ValueError as error:
        raise Failed(f"The inputs are not JSON: {error}. A list is expected, such as [1, 2, 3].") from None
    if not isinstance(value, list):
        raise Failed(f"The inputs are not a list: {text[:80]}. A list is expected, such as [1, 2, 3].")
    return checked(value, "The list of inputs")


def from_module(value, name, base):
    what = f"{name} of {base}"
    if isinstance(value, (str, bytes, bytearray, dict)):
        kind = a_or_an(type(value).__name__)
        raise Failed(f"{what} is {kind}, and a list of inputs is expected: for one input, {name} = [{name}].")
    if inspect.isroutine(value):
        raise Failed(f"{what} is a function, and a list of inputs is expected: {name} = list({value.__name__}()).")
    if isinstance(value, (tuple, range)):
        return checked(value, what)
    items = []
    try:
        items.extend(islice(iter(value), MAX_ITEMS + 1))
    except BaseException as error:
        if isinstance(error, TypeError) and not hasattr(type(value), "__iter__") and not hasattr(type(value), "__getitem__"):
            raise Failed(f"{what} is {a_or_an(type(value).__name__)}, which cannot be iterated. A list of inputs is expected.") from None
        raise Failed(f"{what} failed at its item {len(items)}: {sentence_of(error)}.") from None
    return checked(items, what)


def checked(items, what):
    if len(items) == 0:
        raise Failed(f"{what} is empty. {HOW}")
    if len(items) > MAX_ITEMS:
        raise Failed(f"{what} has more than {MAX_ITEMS:,} items, or never ends. At most {MAX_ITEMS:,} are called.")
    return items
