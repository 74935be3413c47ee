"""What went wrong, as a sentence for the user: with the user's own frames, and none of Coreglow's or of libraries."""
import os

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
STANDARD_LIBRARY = os.path.dirname(os.path.abspath(os.__file__))
MAX_FRAMES = 4
"""Chosen: the place, and how it was reached, in one sentence."""
MAX_TEXT = 300
"""Characters of an exception's own text; chosen."""


class Failed(Exception):
    """What the user has to know: a sentence, and the number of the item whose fault it is. It can be pickled."""

    def __init__(self, sentence, item=None):
        super().__init__(sentence, item)
        self.sentence = sentence
        self.item = item


def sentence_of(error):
    """"ZeroDivisionError: division by zero, in scale (report.py:12), called by work (report.py:20)"."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{type(error).__name__}: {error.msg}, in {os.path.basename(error.filename)}:{error.lineno}"
    return what(error) + places(error.__traceback__)


def what(error):
    if isinstance(error, SystemExit):
        return f"it called sys.exit({'' if error.code is None else repr(error.code)})"
    text = " ".join(text_of(error).split())
    if len(text) > MAX_TEXT:
        text = text[: MAX_TEXT - 1] + "…"
    name = type(error).__name__
    return f"{name}: {text}" if text else name


def text_of(error):
    try:
        return str(error)
    except Exception:
        return ""


def places(traceback):
    frames = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if is_users(code.co_filename):
            frame = (code.co_name, os.path.basename(code.co_filename), traceback.tb_lineno)
            if frame in frames:  # recursion
                frames.remove(frame)
            frames.append(frame)
        traceback = traceback.tb_next
    frames.reverse()
    return "".join(place(index, *frame) for index, frame in enumerate(frames[:MAX_FRAMES]))


def place(index, name, file, line):
    if name == "<module>":
        return f", {'imported by' if index else 'in'} {file}:{line}"
    return f", {'called by' if index else 'in'} {name} ({file}:{line})"


def is_users(file):
    """A file of the user's own: not Coreglow's, not Python's, not an installed package's, and not code without a file."""
    path = os.path.abspath(file)
    if file.startswith("<") or path.startswith((HERE + os.sep, STANDARD_LIBRARY + os.sep)):
        return False
    return "site-packages" not in path and "dist-packages" not in path
