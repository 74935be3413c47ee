"""Ways for bytes from one worker to another. Each is made in the main process and handed to both workers."""
import struct
import threading

LENGTH = struct.Struct("q")


class Channel:
    """`send` and `receive` go one way, `answer` and `answered` back. What is received may be a view that holds until the next."""

    def forget_name(self):
        """Both workers have it: what has a name in the system needs that no longer."""

    def close(self):
        """The caller has done with it."""


class Variable(Channel):
    """One thread binds it, the other reads it; two locks tell when."""

    def __init__(self):
        self._free, self._full, self._answered = threading.Lock(), taken(), taken()
        self._value = None

    def send(self, message):
        self._free.acquire()
        self._value = message
        self._full.release()

    def receive(self):
        self._full.acquire()
        message = self._value
        self._free.release()
        return message

    def answer(self):
        self._answered.release()

    def answered(self):
        self._answered.acquire()


def taken():
    lock = threading.Lock()
    lock.acquire()
    return lock


class Queues(Channel):
    """A queue there and a queue back, both of threads or both of processes."""

    def __init__(self, there, back):
        self._there, self._back = there, back

    def send(self, message):
        self._there.put(message)

    def receive(self):
        return self._there.get()

    def answer(self):
        self._back.put(b"")

    def answered(self):
        self._back.get()

    def close(self):
        for each in (self._there, self._back):
            if hasattr(each, "close"):
                each.close()


class Pipe(Channel):
    """The two ends of one that goes both ways."""

    def __init__(self, ends):
        self._near, self._far = ends

    def send(self, message):
        self._near.send_bytes(message)

    def receive(self):
        return self._far.recv_bytes()

    def answer(self):
        self._far.send_bytes(b"")

    def answered(self):
        self._near.recv_bytes()

    def close(self):
        self._near.close()
        self._far.close()


class Shared(Channel):
    """Memory for one message of at most `size` bytes: the sender writes it there, the receiver reads it in place."""

    def __init__(self, context, size):
        from multiprocessing.shared_memory import SharedMemory

        self._free, self._full, self._answered = (context.Semaphore(count) for count in (1, 0, 0))
        self._memory = SharedMemory(create=True, size=LENGTH.size + size)
        self._view = None

    def send(self, message):
        end = LENGTH.size + len(message)
        self._free.acquire()
        LENGTH.pack_into(self._memory.buf, 0, len(message))
        self._memory.buf[LENGTH.size : end] = message
        self._full.release()

    def receive(self):
        self._let_go()
        self._full.acquire()
        (length,) = LENGTH.unpack_from(self._memory.buf)
        self._view = self._memory.buf[LENGTH.size : LENGTH.size + length]
        return self._view

    def _let_go(self):
        if self._view is not None:
            self._view.release()
            self._view = None
            self._free.release()

    def answer(self):
        self._answered.release()

    def answered(self):
        self._answered.acquire()

    def close(self):
        self._let_go()
        self._memory.close()

    def forget_name(self):
        """From then on it goes with the last of those that have it, also when they are killed."""
        try:
            self._memory.unlink()
        except FileNotFoundError:
            pass  # the sender has done it
