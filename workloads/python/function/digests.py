"""Digests of results, which are equal in all processes that computed the same, whatever the order of a set there.

Each value has four of them: exact; with lists compared without their order; and two with floats rounded to 9 significant digits, of which the
second cuts off what the first one rounds, so that values that are nearly equal agree in at least one.
"""
import array
import marshal
import os
import re
import reprlib
import sys
from hashlib import blake2b

EXACT, UNORDERED, ROUNDED, CUT = range(4)
KINDS = 4
DIGEST_BYTES = 8
MAX_VALUES = 20_000
MAX_CHARACTERS = 200
MAX_TYPES = 20
MAX_DEPTH = 200
"""Of lists within lists, beyond which values are not compared; chosen, below the recursion limit of 1,000."""
ATOMS = (int, str, bytes, bool, type(None))
"""Types whose values are the same by `marshal` in every process, and have no order and no digits to round."""

SCALARS = {*ATOMS, float}
CUT_OFF = re.compile(r"(\.\d{8})\d")
"""The tenth of ten significant digits."""


class NotComparable(Exception):
    """A value without a value of its own; its argument is the type's name."""


def write(folder, results, group):
    """Writes `digests` and `values`, and returns the types of the values that are not compared, at most 20."""
    names = {}
    with open(os.path.join(folder, "digests"), "wb") as file:
        for begin in range(0, len(results), group):
            file.write(digest_or_zero(results[begin : begin + group], names))
    with open(os.path.join(folder, "values"), "w", encoding="utf-8", errors="backslashreplace") as file:
        for begin in range(0, min(len(results), MAX_VALUES * group), group):
            file.write(brief(results[begin]) + "\n")
    return list(names)[:MAX_TYPES]


def digest_or_zero(values, names):
    try:
        return b"".join(of_list(values, {}))
    except NotComparable as error:
        names[str(error)] = True
    except Exception as error:  # of the value's own methods
        names[f"{type(error).__name__} when compared"] = True
    return bytes(KINDS * DIGEST_BYTES)


def digests_of(value):
    """The four, as bytes; None where the value cannot be compared."""
    found = digest_or_zero([value], {})
    return None if found == bytes(len(found)) else [found[at : at + DIGEST_BYTES] for at in range(0, len(found), DIGEST_BYTES)]


def equal(one, other):
    return one[EXACT] == other[EXACT] or one[ROUNDED] == other[ROUNDED] or one[CUT] == other[CUT]


def brief(value):
    """At most 200 characters of its repr, in one line."""
    try:
        text = repr(value) if type(value) in ATOMS and not isinstance(value, (str, bytes)) else SHORT.repr(value)
    except Exception as error:
        text = f"<{type(value).__name__}: {type(error).__name__} in repr>"
    text = re.sub(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+\s*", " ", text)
    return text if len(text) <= MAX_CHARACTERS else text[: MAX_CHARACTERS - 1] + "…"


SHORT = reprlib.Repr()
SHORT.maxlist = SHORT.maxtuple = SHORT.maxset = SHORT.maxfrozenset = SHORT.maxdict = SHORT.maxdeque = SHORT.maxarray = 70
SHORT.maxstring = SHORT.maxother = SHORT.maxlong = MAX_CHARACTERS + 50
SHORT.maxlevel = 6


def hashed(tag, *parts):
    """One digest; never 0, which stands for none."""
    digest = blake2b(tag.encode(), digest_size=DIGEST_BYTES)
    for part in parts:
        digest.update(part)
    return digest.digest() if any(digest.digest()) else b"\1" * DIGEST_BYTES


def same(tag, part):
    return (hashed(tag, part),) * KINDS


# Each function returns four digests of a value. `inside` has the ids of the values that it is part of.


def of(value, inside):
    kind = type(value)
    if kind in ATOMS:
        return same("atom", marshal.dumps(value, 0))
    if kind is float:
        return of_floats("float", [value])
    if id(value) in inside:
        return same("cycle", str(inside[id(value)]).encode())
    if len(inside) > MAX_DEPTH:
        raise NotComparable(f"{kind.__name__} nested {MAX_DEPTH} deep")
    inside = {**inside, id(value): len(inside)}
    if kind is list:
        return of_list(value, inside)
    if kind is tuple:
        return named("tuple", of_list(value, inside))
    if kind in (set, frozenset):
        return of_bag(kind.__name__, [of(part, inside) for part in value])
    if kind is dict:
        return of_bag("dict", [joined("pair", [of(key, inside), of(part, inside)]) for key, part in value.items()])
    if kind is complex:
        return of_floats("complex", [value.real, value.imag])
    if kind in (bytearray, memoryview):
        return same(kind.__name__, bytes(value))
    if isinstance(value, (type, *FUNCTIONS)):
        return of_name(value)
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, numpy.ndarray):
        return of_array(numpy, value, inside)
    return of_object(value, inside)


FUNCTIONS = (type(len), type(lambda: None))


def of_list(values, inside):
    kinds = set(map(type, values))
    if kinds == {float}:
        return of_floats("list", values)
    if len(kinds) == 1 and kinds <= {int, str, bytes}:
        exact = hashed("list", marshal.dumps(list(values), 0))
        return exact, hashed("bag", marshal.dumps(sorted(values), 0)), exact, exact
    if kinds <= set(ATOMS):
        exact = hashed("list", marshal.dumps(list(values), 0))
        return exact, hashed("bag", *sorted(marshal.dumps(value, 0) for value in values)), exact, exact
    if kinds <= SCALARS:
        return of_scalars(values)
    parts = [of(value, inside) for value in values]
    ordered = joined("list", parts)
    return ordered[EXACT], hashed("bag", *sorted(part[UNORDERED] for part in parts)), ordered[ROUNDED], ordered[CUT]


def of_scalars(values):
    """Floats among others: each as a text of its digits."""
    exact, rounded, cut = [], [], []
    for value in values:
        is_float = type(value) is float
        exact.append(value + 0.0 if is_float else value)
        rounded.append(f"{value + 0.0:.8e}" if is_float else value)
        cut.append(CUT_OFF.sub(r"\1", f"{value + 0.0:.9e}") if is_float else value)
    return (
        hashed("list", marshal.dumps(exact, 0)),
        hashed("bag", *sorted(marshal.dumps(value, 0) for value in exact)),
        hashed("list", marshal.dumps(rounded, 0)),
        hashed("list", marshal.dumps(cut, 0)),
    )


def of_floats(tag, values):
    values = [value + 0.0 for value in values]  # -0.0 equals 0.0
    exact = hashed(tag, array.array("d", values).tobytes())
    digits = ("%.9e," * len(values)) % tuple(values)
    return (
        exact,
        hashed(f"bag of {tag}", array.array("d", sorted(values)).tobytes()),
        hashed(tag, (("%.8e," * len(values)) % tuple(values)).encode()),
        hashed(tag, CUT_OFF.sub(r"\1", digits).encode()),
    )


def of_bag(tag, parts):
    """Parts whose order means nothing."""
    return tuple(hashed(tag, *sorted(part[kind] for part in parts)) for kind in range(KINDS))


def joined(tag, parts):
    return tuple(hashed(tag, *(part[kind] for part in parts)) for kind in range(KINDS))


def named(tag, digests):
    return tuple(hashed(tag, digest) for digest in digests)


def of_name(value):
    """A class or a function is what its name says; one without a name that can be imported has no value."""
    name = getattr(value, "__qualname__", "<")
    if "<" in name:
        raise NotComparable("function")
    return same("name", f"{value.__module__}.{name}".encode())


def of_array(numpy, value, inside):
    if value.dtype.hasobject:
        return joined(f"array {value.shape}", [of_list(value.ravel().tolist(), inside)])
    tag = f"array {value.dtype.str} {value.shape}"
    flat = numpy.ascontiguousarray(value).ravel()
    exact = hashed(tag, flat.tobytes())
    if flat.dtype.kind not in "biufcSUmM":
        return (exact,) * KINDS
    unordered = hashed(tag, numpy.sort(flat).tobytes())
    if flat.dtype.kind not in "fc":
        return exact, unordered, exact, exact
    floats = flat.view(flat.real.dtype).astype(float)
    step = 10.0 ** (numpy.floor(numpy.log10(numpy.abs(floats), where=floats != 0, out=numpy.zeros_like(floats))) - 8)
    with numpy.errstate(all="ignore"):
        steps = floats / step
        rounded, cut = (numpy.where(numpy.isfinite(steps), rounds(steps) * step, floats) + 0.0 for rounds in (numpy.round, numpy.floor))
    return exact, unordered, hashed(tag, rounded.tobytes()), hashed(tag, cut.tobytes())


def of_object(value, inside):
    """By what pickle would make it of: its class, its arguments, its state."""
    kind = type(value)
    try:
        made = value.__reduce_ex__(4)
    except Exception:
        raise NotComparable(kind.__name__) from None
    if isinstance(made, str):
        return same("name", f"{kind.__module__}.{made}".encode())
    call, arguments, state, items, pairs = (*made, None, None, None)[:5]
    parts = [of(call, inside), of(arguments, inside), of(state, inside), of(list(items or ()), inside)]
    parts.append(of(dict(pairs or ()), inside))
    return joined(f"{kind.__module__}.{kind.__qualname__}", parts)
