"""The event listener's side of supervisor's protocol, over the process' stdin and stdout.

READY -> supervisor sends one event -> RESULT. Each event is acknowledged before anything is done about it, so that
nothing the relay does can hold supervisor's events up. supervisor counts a payload's length in characters and sends it
in UTF-8; program names are ASCII here, and bytes are what is read.
"""

import asyncio
import contextlib
import os
import stat
from collections.abc import AsyncGenerator, Callable
from typing import BinaryIO

from probes.relay.watch.events import Header, ProtocolError, header

_READY = b"READY\n"
_OK = b"RESULT 2\nOK"

Handler = Callable[[Header, str], None]


def is_piped(stream: BinaryIO) -> bool:
    """Whether a supervisor may be at the other end; a terminal or /dev/null is none."""
    mode = os.fstat(stream.fileno()).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


async def listen(reader: asyncio.StreamReader, writer: asyncio.WriteTransport, handle: Handler) -> None:
    """Hands over every event, and returns when supervisor is gone. Raises ProtocolError.

    `handle` must return at once.
    """
    try:
        while True:
            writer.write(_READY)
            line = await reader.readuntil(b"\n")
            head = header(line)
            payload = await reader.readexactly(head.length)
            writer.write(_OK)
            handle(head, payload.decode("utf-8", "replace"))
    except (asyncio.IncompleteReadError, ConnectionError):
        return
    except asyncio.LimitOverrunError:
        raise ProtocolError("not the header of a supervisor event: a line without an end") from None


@contextlib.asynccontextmanager
async def pipes(
    stdin: BinaryIO, stdout: BinaryIO
) -> AsyncGenerator[tuple[asyncio.StreamReader, asyncio.WriteTransport]]:
    """The two pipes as streams. They are closed at the end."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    reading, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), stdin)
    writing, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, stdout)
    try:
        yield reader, writing
    finally:
        reading.close()
        writing.close()
