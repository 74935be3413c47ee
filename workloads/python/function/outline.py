"""What a file has to offer, without running it."""
import ast
import os

INPUTS = (ast.List, ast.Tuple, ast.Set, ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.Call, ast.BinOp)
"""Expressions whose value may be a list of inputs."""


def outline_of(file):
    base = os.path.basename(file)
    try:
        with open(file, "rb") as source:
            tree = ast.parse(source.read())
    except OSError as error:
        return {"functions": [], "items": [], "problem": f"{base} cannot be read: {error.strerror}."}
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        where = f" in line {line}" if line else ""
        return {"functions": [], "items": [], "problem": f"{base} is not Python{where}: {getattr(error, 'msg', error)}."}
    functions, items = [], []
    for node in statements(tree.body):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            functions.append({"name": node.name, "line": node.lineno, "isAsync": isinstance(node, ast.AsyncFunctionDef)})
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and isinstance(node.value, INPUTS):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            items += [target.id for target in targets if isinstance(target, ast.Name) and not target.id.startswith("_")]
    items = sorted(dict.fromkeys(items), key=lambda name: name != "ITEMS")
    problem = {} if functions else {"problem": f"{base} has no function at its top."}
    return {"functions": functions, "items": items, **problem}


def statements(body):
    """Those at the top of the module, also inside `try` and `if`, but not what only runs with the file as the program."""
    for node in body:
        if isinstance(node, ast.If):
            if not is_main_guard(node.test):
                yield from statements(node.body)
                yield from statements(node.orelse)
        elif isinstance(node, ast.Try):
            yield from statements(node.body)
            for handler in node.handlers:
                yield from statements(handler.body)
        else:
            yield node


def is_main_guard(test):
    return any(isinstance(node, ast.Name) and node.id == "__name__" for node in ast.walk(test))
