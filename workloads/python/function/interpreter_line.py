"""Hands calls to a sub-interpreter: functions, arguments and results are pickled, as InterpreterPoolExecutor does from CPython 3.14 on."""
import pickle
import sys

from ..subinterpreters import script
from .faults import Failed


def begin(calls):
    """What an interpreter runs first."""
    return script(
        "from coreglow_workloads.channel import Channel\n"
        "from coreglow_workloads.function.calls import enter_interpreter\n"
        f"enter_interpreter({calls.for_interpreter()!r}, Channel(3))"
    )


def caller(interpreter, calls):
    """`call_chunk` of another interpreter, for the thread that has made it. It begins with the first chunk."""
    channel = None

    def call_chunk(first, items):
        nonlocal channel
        if channel is None:
            interpreter.run(f"{begin(calls)}\nfrom {__name__} import answer")
            channel = create()
        try:
            question = pickle.dumps((calls.call_chunk, first, items))
        except Exception as error:
            raise calls.not_sent(error, first) from None
        send(channel, question)
        interpreter.run(f"answer({int(channel)})")
        results, failure, problem = pickle.loads(receive(channel))
        if problem is not None:
            raise calls.not_returned(problem, first)
        if failure is not None:
            raise failure
        return results

    return call_chunk


def answer(channel):
    """In the interpreter: makes the calls that wait in the channel, and answers with results, a failure, or why there is no pickle."""
    call_chunk, first, items = pickle.loads(receive(channel))
    try:
        answered = pickle.dumps((call_chunk(first, items), None, None))
    except Failed as failure:
        answered = pickle.dumps((None, failure, None))
    except Exception as error:
        answered = pickle.dumps((None, None, TypeError(str(error))))
    send(channel, answered)


def channels():
    """The module of CPython 3.12 and 3.13: nothing public can carry bytes between interpreters there."""
    if sys.version_info >= (3, 13):
        import _interpchannels as module
    else:
        import _xxinterpchannels as module
    return module


def create():
    if sys.version_info >= (3, 13):
        return channels().create(1)  # what an interpreter leaves when it ends is removed
    return channels().create()


def send(channel, data):
    if sys.version_info >= (3, 13):
        channels().send(channel, data, blocking=False)
    else:
        channels().send(channel, data)


def receive(channel):
    received = channels().recv(channel)
    return received[0] if sys.version_info >= (3, 13) else received
