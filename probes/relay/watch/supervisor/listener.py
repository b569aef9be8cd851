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
from ignis.runtime.resilience.background import BackgroundWork
from ignis.runtime.stack.process import GIVE_UP, Exit
from ignis.runtime.telemetry.logs import Logger
from probes.relay.watch.supervisor.events import Header, ProtocolError, header

_READY = b"READY\n"
_OK = b"RESULT 2\nOK"
_UNREADABLE = "supervisor's events cannot be followed"


class EventReceiver(Protocol):
    """Takes the events; in the relay it is the `EventIntake`."""

    def receive(self, header: Header, payload: str) -> None:
        """Returns at once."""
        ...


@contextlib.asynccontextmanager
async def followed(receiver: EventReceiver, log: Logger) -> AsyncGenerator[BackgroundWork]:
    """The work that hands supervisor's events to `receiver`. The pipes stay open while the context is.

    Without a supervisor it waits forever.
    """
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    if environment().get("SUPERVISOR_ENABLED") and is_piped(stdin) and is_piped(stdout):
        async with pipes(stdin, stdout) as (reader, writer):
            yield EventListener(reader, writer, receiver)
    else:
        log.info("not started by supervisor: working without its events, by reconcile alone")
        yield _NoSupervisor()


class _NoSupervisor:
    async def run(self) -> None:
        await asyncio.Event().wait()


def is_piped(stream: BinaryIO) -> bool:
    """Whether a supervisor can be at the other end. A terminal or /dev/null is not a pipe."""
    mode = os.fstat(stream.fileno()).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


class EventListener:
    """Background work. Started again after a failure, it goes on where it was: supervisor would give up a listener that
    says READY twice.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.WriteTransport, receiver: EventReceiver) -> None:
        self._reader = reader
        self._writer = writer
        self._receiver = receiver
        self._said_ready = False
        self._head: Header | None = None

    async def run(self) -> None:
        """Hands every event over. Raises Exit (70) if supervisor is gone, or if its events cannot be read."""
        try:
            while True:
                await self._next()
        except (asyncio.IncompleteReadError, ConnectionError):
            raise Exit(GIVE_UP, "supervisor is gone") from None
        except asyncio.LimitOverrunError:
            raise Exit(GIVE_UP, f"{_UNREADABLE}: not the header of an event: a line without an end") from None
        except ProtocolError as error:
            raise Exit(GIVE_UP, f"{_UNREADABLE}: {error}") from None

    async def _next(self) -> None:
        if not self._said_ready:
            self._writer.write(_READY)
            self._said_ready = True
        if self._head is None:
            self._head = header(await self._reader.readuntil(b"\n"))
        head = self._head
        payload = await self._reader.readexactly(head.length)
        self._writer.write(_OK)
        self._head, self._said_ready = None, False
        self._receiver.receive(head, payload.decode("utf-8", "replace"))


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
