"""The event listener's side of supervisor's protocol, over the process's stdin and stdout.

READY -> supervisor sends one event -> RESULT. Each event is acknowledged before it is handled, so nothing that the
relay does can delay supervisor's events. supervisor counts a payload's length in characters and sends UTF-8; program
names are ASCII here, so it is read as bytes.
"""

import asyncio
import contextlib
import os
import stat
import sys
from collections.abc import AsyncGenerator
from typing import BinaryIO, Protocol

from ignis.runtime.base.environ import environment
from ignis.runtime.stack.process import GIVE_UP, Exit
from ignis.runtime.telemetry.logs import Logger
from probes.relay.watch.supervisor.events import Header, ProtocolError, header

_READY = b"READY\n"
_OK = b"RESULT 2\nOK"


class EventReceiver(Protocol):
    """Takes the events; in the relay it is the `EventIntake`."""

    def receive(self, header: Header, payload: str) -> None:
        """Returns at once."""
        ...


async def follow(receiver: EventReceiver, log: Logger) -> None:
    """Hands supervisor's events to `receiver`; waits forever if this process was not started by supervisor.

    Raises Exit (70) if supervisor is gone, or if its events cannot be read.
    """
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    if not (environment().get("SUPERVISOR_ENABLED") and is_piped(stdin) and is_piped(stdout)):
        log.info("not started by supervisor: working without its events, by reconcile alone")
        await asyncio.Event().wait()
    try:
        async with pipes(stdin, stdout) as (reader, writer):
            await listen(reader, writer, receiver)
    except ProtocolError as error:
        raise Exit(GIVE_UP, f"supervisor's events cannot be followed: {error}") from None
    raise Exit(GIVE_UP, "supervisor is gone")


def is_piped(stream: BinaryIO) -> bool:
    """Whether a supervisor can be at the other end. A terminal or /dev/null is not a pipe."""
    mode = os.fstat(stream.fileno()).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


async def listen(reader: asyncio.StreamReader, writer: asyncio.WriteTransport, receiver: EventReceiver) -> None:
    """Hands every event to `receiver`, and returns when supervisor is gone. Raises ProtocolError."""
    try:
        while True:
            writer.write(_READY)
            line = await reader.readuntil(b"\n")
            head = header(line)
            payload = await reader.readexactly(head.length)
            writer.write(_OK)
            receiver.receive(head, payload.decode("utf-8", "replace"))
    except (asyncio.IncompleteReadError, ConnectionError):
        return
    except asyncio.LimitOverrunError:
        raise ProtocolError("not the header of a supervisor event: a line without an end") from None


@contextlib.asynccontextmanager
async def pipes(
    stdin: BinaryIO, stdout: BinaryIO
) -> AsyncGenerator[tuple[asyncio.StreamReader, asyncio.WriteTransport]]:
    """Both pipes as streams, closed at the end."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    reading, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), stdin)
    writing, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, stdout)
    try:
        yield reader, writing
    finally:
        reading.close()
        writing.close()
