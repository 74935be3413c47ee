"""Every peer ends with the program that started it."""
import os
import threading
import time

POLL_SECONDS = 0.5


def end_with_parent(parent):
    """Ends this program when its input ends, or its parent, a PID: a fork of the parent may hold the input open."""
    for watch in (input_ends, parent_ends):
        threading.Thread(target=watch, args=(parent,), daemon=True).start()


def input_ends(_parent):
    while os.read(0, 4096):
        pass
    os._exit(0)


def parent_ends(parent):
    while os.getppid() == parent:
        time.sleep(POLL_SECONDS)
    os._exit(0)
