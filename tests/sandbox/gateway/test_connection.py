"""The gateway frame by frame, as any library may speak it."""

import json
import zlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from ignis.sandbox.gateway import GatewayRules
from tests.support.servers.sandbox import RunningSandbox, running_sandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")

GUILDS, MEMBERS = 1 << 0, 1 << 1
STRICT = GatewayRules(heartbeat_interval=0.2, identify_interval=60.0, allowed=frozenset())


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def strict() -> AsyncGenerator[RunningSandbox]:
    async with running_sandbox(rules=STRICT) as running:
        yield running


class Line:
    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def send(self, op: int, data: object) -> None:
        await self.socket.send_json({"op": op, "d": data})

    async def read(self) -> dict[str, Any]:
        content: dict[str, Any] = await self.socket.receive_json(timeout=5)
        return content

    async def until(self, event: str) -> dict[str, Any]:
        while (frame := await self.read())["t"] != event:
            pass
        return frame

    async def closed(self) -> int | None:
        """Reads to the end; the code the sandbox closed with."""
        while not self.socket.closed:
            await self.socket.receive(timeout=5)
        return self.socket.close_code

    async def identify(self, token: str, **more: object) -> None:
        await self.send(2, {"token": token, "intents": GUILDS, "properties": {}} | more)


@asynccontextmanager
async def line(sandbox: RunningSandbox, query: str = "?v=10&encoding=json") -> AsyncGenerator[Line]:
    async with sandbox.http.ws_connect(f"/gateway{query}") as socket:
        yield Line(socket)


def _token(sandbox: RunningSandbox) -> str:
    return sandbox.info.token.get_secret_value()


async def test_events_follow_the_intents(sandbox: RunningSandbox) -> None:
    async with line(sandbox) as few, line(sandbox) as more:
        await few.identify(_token(sandbox))
        await more.identify(_token(sandbox), intents=GUILDS | MEMBERS)
        ready = await few.until("READY")
        assert ready["d"]["application"]["id"] == ready["d"]["user"]["id"]
        assert ready["d"]["resume_gateway_url"].startswith("ws://127.0.0.1:")
        guild = await few.until("GUILD_CREATE")
        assert [member["user"]["bot"] for member in guild["d"]["members"]] == [True]
        await more.until("GUILD_CREATE")
        await sandbox.control("member", actor="Vulkan", member="Tu'Shan", nick="Someone")
        assert (await more.until("GUILD_MEMBER_UPDATE"))["d"]["nick"] == "Someone"
        await few.send(1, None)
        assert (await few.read())["op"] == 11, "no member update without the intent for it"
    await sandbox.control("member", actor="Vulkan", member="Tu'Shan", nick=None)


async def test_members_are_sent_on_request(sandbox: RunningSandbox) -> None:
    async with line(sandbox) as bot:
        await bot.identify(_token(sandbox), intents=GUILDS | MEMBERS)
        await bot.until("GUILD_CREATE")
        await bot.send(8, {"guild_id": str(sandbox.info.guild_id), "query": "", "limit": 0, "nonce": "n"})
        chunk = (await bot.until("GUILD_MEMBERS_CHUNK"))["d"]
        assert len(chunk["members"]) == len((await sandbox.state())["members"])
        assert (chunk["nonce"], chunk["chunk_count"]) == ("n", 1)
        await bot.send(8, {"guild_id": "no number"})
        assert await bot.closed() == 4002


async def test_zlib_frames_end_as_discords_do(sandbox: RunningSandbox) -> None:
    async with line(sandbox, "?v=10&encoding=json&compress=zlib-stream") as bot:
        unpack = zlib.decompressobj()
        message = await bot.socket.receive_bytes(timeout=5)
        assert message.endswith(b"\x00\x00\xff\xff")
        assert json.loads(unpack.decompress(message))["op"] == 10


async def test_large_payloads_are_compressed_one_by_one_for_a_client_that_asks(sandbox: RunningSandbox) -> None:
    async with line(sandbox) as bot:
        assert (await bot.read())["op"] == 10
        await bot.identify(_token(sandbox), compress=True)
        frames = [await bot.socket.receive(timeout=5) for _ in range(2)]
        packed = [json.loads(zlib.decompress(frame.data)) for frame in frames if isinstance(frame.data, bytes)]
        assert "GUILD_CREATE" in [frame["t"] for frame in packed]
        await bot.send(1, None)
        assert (await bot.read())["op"] == 11, "a small one is plain"


async def test_a_compression_nobody_here_has_is_answered_in_plain_text(sandbox: RunningSandbox) -> None:
    async with line(sandbox, "?v=10&encoding=json&compress=zstd-stream") as bot:
        assert (await bot.read())["op"] == 10


@pytest.mark.parametrize(
    ("op", "data", "code"),
    [
        (99, None, 4001),
        (3, {"status": "online"}, 4003),
        (2, {"token": "wrong", "intents": 1}, 4004),
        (6, {"token": "wrong", "session_id": "x", "seq": 1}, 4004),
        (2, {"token": True, "intents": 1, "shard": [3, 2]}, 4010),
        (2, {"token": True, "intents": 1 << 40}, 4013),
        (2, {"token": True, "intents": GUILDS | MEMBERS}, 4014),
        (2, "not an object", 4002),
    ],
)
async def test_mistakes_close_the_line_with_discords_code(
    strict: RunningSandbox, op: int, data: object, code: int
) -> None:
    if isinstance(data, dict) and data.get("token") is True:
        data = data | {"token": _token(strict)}
    async with line(strict) as bot:
        await bot.send(op, data)
        assert await bot.closed() == code


async def test_a_line_ends_when_it_is_malformed_old_or_silent(strict: RunningSandbox) -> None:
    async with line(strict) as bot:
        await bot.socket.send_str("{")
        assert await bot.closed() == 4002
    async with line(strict) as bot:
        await bot.socket.send_str(" " * 4097)
        assert await bot.closed() == 4002
    for spoken in ("?v=8&encoding=json", "?v=10&encoding=etf"):  # neither of which a client tries again
        async with line(strict, spoken) as bot:
            assert await bot.closed() == 4012
    async with line(strict) as bot:
        assert await bot.closed() == 4009


async def test_the_hundred_and_twenty_first_send_is_one_too_many(sandbox: RunningSandbox) -> None:
    async with line(sandbox) as bot:
        for _ in range(121):
            await bot.send(1, None)
        assert await bot.closed() == 4008


async def _session_closed_by(sandbox: RunningSandbox, *sends: tuple[int, object]) -> tuple[int | None, dict[str, Any]]:
    """A session that was closed after these sends: the code, and what it takes to resume."""
    async with line(sandbox) as bot:
        await bot.identify(_token(sandbox))
        ready = await bot.until("READY")
        await bot.until("GUILD_CREATE")
        for op, data in sends:
            await bot.send(op, data)
        code = await bot.closed()
    return code, {"token": _token(sandbox), "session_id": ready["d"]["session_id"], "seq": ready["s"]}


@pytest.mark.parametrize(
    ("sends", "code"),
    [
        ([(99, None)], 4001),
        ([(8, "no object")], 4002),
        ([(2, {"token": "", "intents": 1})], 4005),
        ([(1, None)] * 121, 4008),
    ],
)
async def test_a_close_by_the_server_keeps_the_session(
    sandbox: RunningSandbox, sends: list[tuple[int, object]], code: int
) -> None:
    closed, session = await _session_closed_by(sandbox, *sends)
    assert closed == code
    async with line(sandbox) as bot:
        await bot.send(6, session)
        assert (await bot.until("RESUMED"))["s"] > session["seq"]


async def test_a_session_that_timed_out_is_over() -> None:
    quick = GatewayRules(heartbeat_interval=0.05, identify_interval=0.0)
    async with running_sandbox(rules=quick) as sandbox:
        closed, session = await _session_closed_by(sandbox)
        assert closed == 4009
        async with line(sandbox) as bot:
            await bot.read()
            await bot.send(6, session)
            assert (await bot.read())["op"] == 9


async def test_a_number_that_was_never_sent_ends_the_session(sandbox: RunningSandbox) -> None:
    _, session = await _session_closed_by(sandbox, (99, None))
    async with line(sandbox) as bot:
        await bot.send(6, session | {"seq": 10_000})
        assert await bot.closed() == 4007
    async with line(sandbox) as bot:
        await bot.read()
        await bot.send(6, session)
        assert (await bot.read())["op"] == 9


async def test_identifying_is_allowed_once_per_interval(strict: RunningSandbox) -> None:
    async with line(strict) as first, line(strict) as second:
        await first.identify(_token(strict))
        await first.until("READY")
        await second.identify(_token(strict))
        assert (await second.read())["op"] == 10
        assert await second.read() == {"op": 9, "d": False, "s": None, "t": None}
        await first.identify(_token(strict))
        assert await first.closed() == 4005


async def test_an_unknown_session_cannot_be_resumed(sandbox: RunningSandbox) -> None:
    async with line(sandbox) as bot:
        await bot.read()
        await bot.send(6, {"token": _token(sandbox), "session_id": "gone", "seq": 3})
        assert (await bot.read())["op"] == 9


async def test_heartbeats_go_unanswered_while_that_is_broken(sandbox: RunningSandbox) -> None:
    async with line(sandbox) as bot:
        await bot.identify(_token(sandbox), intents=GUILDS | MEMBERS)
        await bot.until("GUILD_CREATE")
        await sandbox.control("faults", target="discord-gateway", kind="no-ack", seconds=60)
        await bot.send(1, None)
        await bot.send(8, {"guild_id": str(sandbox.info.guild_id), "query": "", "limit": 1})
        assert (await bot.read())["t"] == "GUILD_MEMBERS_CHUNK", "the heartbeat before it was read and not answered"
        async with sandbox.http.delete("/sandbox/faults"):
            pass
        await bot.send(1, None)
        assert (await bot.read())["op"] == 11


async def test_garbage_comes_instead_of_a_greeting(sandbox: RunningSandbox) -> None:
    await sandbox.control("faults", target="discord-gateway", kind="garbage", seconds=60)
    async with line(sandbox) as bot:
        with pytest.raises(ValueError):  # noqa: PT011  json's own
            await bot.read()
    async with sandbox.http.delete("/sandbox/faults"):
        pass
