"""An echo server over TCP, on loopback. A message is answered with itself, when what it asks for is done."""
import asyncio
import socket
import time

HOST = "127.0.0.1"
BACKLOG = 256
BYTES = 64
"""Of a message, as peers/clients.py sends it."""
PATIENCE_SECONDS = 60
LOOK_SECONDS = 0.2


def listen(cleanup):
    """A socket that clients can connect to; `cleanup` (an ExitStack) closes it."""
    listener = cleanup.enter_context(socket.socket())
    listener.bind((HOST, 0))
    listener.listen(BACKLOG)
    listener.settimeout(LOOK_SECONDS)
    return listener


def port_of(listener):
    return listener.getsockname()[1]


def accept(listener, is_wanted=lambda: True):
    """The next client's connection, or None once it is not wanted any more. It has no time-out, which would cost a system call for each message."""
    end = time.monotonic() + PATIENCE_SECONDS
    while is_wanted():
        try:
            connection, _ = listener.accept()
        except socket.timeout:
            if time.monotonic() > end:
                raise
        else:
            connection.settimeout(None)
            return connection
    return None


def serve(connection, work):
    """Answers each message after `work()`, until the client goes. Returns how many they were."""
    count = 0
    with connection:
        while True:
            message = connection.recv(BYTES, socket.MSG_WAITALL)
            if not message:
                return count
            work()
            connection.sendall(message)
            count += 1


async def serve_async(connection, work):
    """The same in an event loop."""
    count = 0
    reader, writer = await asyncio.open_connection(sock=connection)
    try:
        while True:
            message = await reader.readexactly(BYTES)
            await work()
            writer.write(message)
            count += 1
    except asyncio.IncompleteReadError:
        return count
    finally:
        writer.close()
