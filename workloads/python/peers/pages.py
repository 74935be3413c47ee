"""A small web server. GET /7 is answered with page 7, after a wait that is the same for this page each time.

Settings: `latencyMs` plus or minus up to `jitterMs`, and the `bytes` of a page. It says its port when it listens.
"""
import asyncio
import hashlib
import json
import sys

from parent import end_with_input, end_with_parent, has_parent

HOST = "127.0.0.1"
BACKLOG = 256


async def main(settings):
    server = await asyncio.start_server(lambda *streams: answer(settings, *streams), HOST, 0, backlog=BACKLOG)
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    await server.serve_forever()


async def answer(settings, reader, writer):
    try:
        request = await reader.readuntil(b"\r\n\r\n")
        number = request.split()[1][1:]
        wait_ms = wait_for(number, **settings)
        await asyncio.sleep(wait_ms / 1000)
        body = page(number, settings["bytes"])
        writer.write(
            f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nServer-Timing: wait;dur={wait_ms:.3f}\r\n"
            "Connection: close\r\n\r\n".encode() + body
        )
        await writer.drain()
    except (ConnectionError, asyncio.IncompleteReadError):
        pass  # the client has gone
    finally:
        writer.close()


def wait_for(number, latencyMs, jitterMs, **_):
    share = int.from_bytes(hashlib.sha256(b"wait " + number).digest()[:4], "big") / 2**32
    return max(0, latencyMs + jitterMs * (2 * share - 1))


def page(number, size):
    line = hashlib.sha256(b"page " + number).hexdigest().encode() + b"\n"
    return (line * (size // len(line) + 1))[:size]


if __name__ == "__main__":
    settings = json.loads(sys.argv[1])
    end_with_parent(has_parent(settings.pop("parent")))
    end_with_input()
    asyncio.run(main(settings))
