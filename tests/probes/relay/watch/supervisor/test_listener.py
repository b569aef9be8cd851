"""supervisor's event protocol over real pipes."""

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from ignis.runtime.stack.process import Exit
from probes.relay.watch.supervisor.events import Header
from probes.relay.watch.supervisor.listener import EventListener, is_piped, pipes
from tests.support.programs.broken_work import InjectedError, broken_where_it_waits
from tests.support.waiting import eventually


@dataclass
class KeptEvents:
    """Receives events and keeps them."""

    events: list[tuple[Header, str]] = field(default_factory=list[tuple[Header, str]])

    def receive(self, header: Header, payload: str) -> None:
        self.events.append((header, payload))


@dataclass
class Supervisor:
    """The other end: writes events, reads what the listener says."""

    to: FileIO
    back: FileIO
    listening: asyncio.Task[None]
    listener: EventListener
    received: list[tuple[Header, str]]

    def send(self, serial: int, payload: str) -> None:
        head = f"ver:3.0 poolserial:{serial} eventname:PROCESS_STATE_EXITED len:{len(payload)}\n"
        self.to.write((head + payload).encode())

    async def says(self, count: int) -> bytes:
        said = b""
        while len(said) < count:
            said += await asyncio.to_thread(self.back.read, count - len(said)) or b""
        return said


@asynccontextmanager
async def supervised() -> AsyncGenerator[Supervisor]:
    (stdin, to), (back, stdout) = os.pipe(), os.pipe()
    kept = KeptEvents()
    with FileIO(to, "w") as writing, FileIO(back) as reading:
        async with pipes(cast("BinaryIO", FileIO(stdin)), cast("BinaryIO", FileIO(stdout, "w"))) as (reader, writer):
            listener = EventListener(reader, writer, kept)
            listening = asyncio.create_task(listener.run())
            yield Supervisor(writing, reading, listening, listener, kept.events)
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


async def test_every_event_is_acknowledged_and_handed_over_in_order() -> None:
    async with supervised() as supervisor:
        assert await supervisor.says(6) == b"READY\n"
        for serial in range(3):
            supervisor.send(serial, f"processname:bot pid:{serial}")
            assert await supervisor.says(17) == b"RESULT 2\nOKREADY\n"
        assert [(head.serial, payload) for head, payload in supervisor.received] == [
            (serial, f"processname:bot pid:{serial}") for serial in range(3)
        ]


async def test_the_end_of_supervisor_is_the_end_of_listening() -> None:
    async with supervised() as supervisor:
        await supervisor.says(6)
        supervisor.to.close()
        with pytest.raises(Exit, match="supervisor is gone"):
            await supervisor.listening
        assert supervisor.received == []


@pytest.mark.parametrize("garbage", [b"what is this\n", b"x" * 100_000])
async def test_garbage_is_refused(garbage: bytes) -> None:
    async with supervised() as supervisor:
        await asyncio.to_thread(supervisor.to.write, garbage)
        with pytest.raises(Exit, match="cannot be followed"):
            await supervisor.listening


@pytest.mark.parametrize("sent", [b"", b"poolserial:1 eventname:TICK_5 len:6\nwh"])
async def test_started_again_it_goes_on_where_it_was(sent: bytes) -> None:
    event = b"poolserial:1 eventname:TICK_5 len:6\nwhen:1"
    async with supervised() as supervisor:
        assert await supervisor.says(6) == b"READY\n"
        if sent:
            supervisor.to.write(sent)
            await eventually(lambda: supervisor.listener._head, "the header was read")
        await eventually(lambda: broken_where_it_waits(supervisor.listening), "it waits")
        with pytest.raises(InjectedError):
            await supervisor.listening
        supervisor.listening = asyncio.create_task(supervisor.listener.run())
        supervisor.to.write(event.removeprefix(sent))
        assert await supervisor.says(17) == b"RESULT 2\nOKREADY\n", "READY is not said twice"
        assert supervisor.received == [(Header("TICK_5", 1, 6), "when:1")]
        supervisor.listening.cancel()


async def test_half_an_event_is_waited_for() -> None:
    async with supervised() as supervisor:
        await supervisor.says(6)
        supervisor.to.write(b"poolserial:1 eventname:TICK_5 len:6\nwh")
        supervisor.to.write(b"en:1")
        await eventually(lambda: supervisor.received, "received")
        assert supervisor.received == [(Header("TICK_5", 1, 6), "when:1")]


def test_a_supervisor_is_at_the_end_of_a_pipe_only(tmp_path: Path) -> None:
    with Path(os.devnull).open("rb") as null, (tmp_path / "file").open("wb+") as file:
        assert not is_piped(cast("BinaryIO", null))
        assert not is_piped(cast("BinaryIO", file))
    reading, writing = os.pipe()
    with FileIO(reading) as pipe, FileIO(writing, "w"):
        assert is_piped(cast("BinaryIO", pipe))
