"""The user's file: imported under the name that workers can import it by, with the paths that it has when it is run."""
import ast
import difflib
import functools
import importlib
import importlib.util
import inspect
import multiprocessing
import os
import signal
import sys
import threading
import time

from .faults import Failed, places, sentence_of
from .user import UserFunction

IMPORTING = "COREGLOW_IMPORTING"
"""Environment variable, while the file is being imported: this process, and its module. A process that it starts then imports it too (main.py), which
is what a file without a main guard does to itself when it is run."""
GUARD = 'Put it under `if __name__ == "__main__":`.'


def load(file, name):
    """@throws Failed"""
    module, seconds = import_file(file)
    function = find(module, name, file)
    return UserFunction(file, name, module, function, is_async(function), seconds)


def import_file(file):
    """The module, and the seconds that its import took."""
    base = os.path.basename(file)
    if not os.path.isfile(file):
        raise Failed(f"There is no file {file}.{nearest(base, siblings(file), ' Did you mean {}?')}")
    root, name = locate(file)
    if hides_python(name, file):
        raise Failed(f"{base} cannot be imported: Python has a module {name} of its own. Rename the file.")
    if root not in sys.path[:1]:
        sys.path.insert(0, root)
    sys.argv[:] = [file]
    os.environ[IMPORTING] = f"{os.getpid()} {name}"
    interrupt = Interrupt()
    start = time.perf_counter()
    try:
        module = run_module(name, file)
    except BaseException as error:
        sys.modules.pop(name, None)
        raise Failed(import_failure(file, error)) from None
    finally:
        os.environ.pop(IMPORTING, None)
        interrupt.end()
    return module, time.perf_counter() - start


class StartsProcesses(BaseException):
    """A process that the file has started while it is imported was not allowed to start any itself."""


class Interrupt:
    """Raises that once in the main thread, when such a process says so by SIGINT (main.py): each may do so."""

    def __init__(self):
        self._before = None
        self._is_raised = False
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._raise)

    def end(self):
        """Of a process that is still starting, what it says is not heard any more."""
        self._is_raised = True
        if signal.getsignal(signal.SIGINT) == self._raise and not multiprocessing.active_children():
            signal.signal(signal.SIGINT, self._before)

    def _raise(self, _number, _frame):
        if not self._is_raised:
            self._is_raised = True
            raise StartsProcesses


def run_module(name, file):
    """What `import` does, but without its lock: a pool that the file starts meanwhile imports it too, in another thread, and would wait
    for ever. The program that is run has no such lock either."""
    parent, _, stem = name.rpartition(".")
    package = importlib.import_module(parent) if parent else None
    if name in sys.modules:
        return sys.modules[name]  # a package that is the file itself, or a second order
    folders = [os.path.dirname(file)] if os.path.basename(file) == "__init__.py" else None
    spec = importlib.util.spec_from_file_location(name, file, submodule_search_locations=folders)
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if package is not None:
        setattr(package, stem, module)
    return module


def hides_python(name, file):
    """Whether Python would give something else to a worker that imports it."""
    known = getattr(sys.modules.get(name), "__file__", None)
    loaded = name in sys.modules and (known is None or not os.path.exists(known) or not os.path.samefile(known, file))
    return loaded or name in getattr(sys, "stdlib_module_names", ())


def locate(file):
    """The folder that sys.path needs, and the module's name there: above the packages that the file is in."""
    folder, base = os.path.split(os.path.abspath(file))
    stem = base[: -len(".py")]
    if "." in stem or not base.endswith(".py"):
        raise Failed(f"{base} cannot be imported by other processes: its name needs to be a name and .py.")
    names = [] if stem == "__init__" else [stem]
    packages = packages_by_import(file)  # of folders without __init__.py, too
    while packages > 0 or os.path.isfile(os.path.join(folder, "__init__.py")):
        folder, name = os.path.split(folder)
        if not name:
            break
        names.insert(0, name)
        packages -= 1
    return folder, ".".join(names)


def packages_by_import(file):
    """How many packages it is in, judged by its relative imports."""
    try:
        with open(file, "rb") as source:
            tree = ast.parse(source.read())
    except (SyntaxError, ValueError):
        return 0  # the import says what is wrong
    return max((node.level for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)), default=0)


def import_failure(file, error):
    base = os.path.basename(file)
    if isinstance(error, SystemExit):
        return f"{base} ends the program when it is imported: {sentence_of(error)}. {GUARD}"
    refused = isinstance(error, RuntimeError) and "bootstrapping phase" in str(error)
    if refused or is_broken_pool(error) or isinstance(error, StartsProcesses):
        return f"{base} starts processes when it is imported{places(error.__traceback__)}. {GUARD}"
    lacks = f" {sys.executable} does not have it." if isinstance(error, ModuleNotFoundError) else ""
    return f"{base} cannot be imported: {sentence_of(error)}.{lacks}"


def is_broken_pool(error):
    return type(error).__name__ == "BrokenProcessPool"


def find(module, name, file):
    """The function of that name: one that can be called with one input. @throws Failed"""
    base = os.path.basename(file)
    function = module
    for part in name.split("."):
        if not hasattr(function, part):
            raise Failed(f"{base} has no function {name}.{nearest(name, functions_of(module), ' Did you mean {}?')}{listed(module)}")
        function = getattr(function, part)
    if inspect.isclass(function):
        raise Failed(f"{name} of {base} is a class. Name a function that is called with one input.")
    if not callable(function):
        raise Failed(f"{name} of {base} is not a function: it is {a_or_an(type(function).__name__)}.")
    code = unwrapped(function)
    if inspect.isgeneratorfunction(code) or inspect.isasyncgenfunction(code):
        raise Failed(f"{name} of {base} is a generator function: calling it computes nothing yet. Return a list instead of yielding.")
    check_parameters(function, name, base)
    return function


def check_parameters(function, name, base):
    try:
        parameters = list(inspect.signature(function, follow_wrapped=False).parameters.values())
    except (TypeError, ValueError):
        return  # some built-in functions do not say what they take
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    needed = [p.name for p in parameters if p.default is p.empty and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    if not positional and not any(p.kind == p.VAR_POSITIONAL for p in parameters):
        raise Failed(f"{name} of {base} has no parameter. It is called with one input: def {name}(item).")
    if len(needed) > 1 or any(p.kind == p.KEYWORD_ONLY and p.name in needed for p in parameters):
        names = ", ".join(needed)
        raise Failed(f"{name} of {base} has {len(needed)} required parameters ({names}). It is called with one input: def {name}(item), with {names} = item.")


def unwrapped(function):
    """What a partial object, an object with __call__ or a decorator with functools.wraps calls in the end."""
    while isinstance(function, functools.partial):
        function = function.func
    if not inspect.isroutine(function) and not hasattr(function, "__wrapped__"):
        function = type(function).__call__
    return inspect.unwrap(function)


def is_async(function):
    return inspect.iscoroutinefunction(unwrapped(function))


def functions_of(module):
    """Names of what its file defines and can be called."""
    found = [name for name, value in vars(module).items() if callable(value) and getattr(value, "__module__", "") == module.__name__]
    return [name for name in found if not inspect.isclass(getattr(module, name)) and not name.startswith("_")]


def listed(module):
    names = functions_of(module)[:10]
    return f" It has {', '.join(names)}." if names else " It has no functions."


def siblings(file):
    try:
        return [name for name in os.listdir(os.path.dirname(file)) if name.endswith(".py")]
    except OSError:
        return []


def nearest(name, names, sentence):
    found = difflib.get_close_matches(name, names, 1)
    return sentence.format(found[0]) if found else ""


def a_or_an(name):
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"
