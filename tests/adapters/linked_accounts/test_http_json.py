"""One JSON request over a real socket, and every way in which it can fail."""

import contextlib
import gzip
import json
import socket
import tracemalloc
import zlib

import aiohttp
import pytest
from aiohttp import web

from ignis.adapters.linked_accounts.http_json import (
    JsonAnswer,
    JsonRequest,
    RequestOutcome,
    SourceError,
    send,
    unexpected,
)
from ignis.runtime.stack import http
from tests.support.servers.canned_server import CannedServer


def request(server: CannedServer, path: str = "/it", **more: object) -> JsonRequest:
    return JsonRequest("Roblox", server.url + path, **more)  # type: ignore[arg-type]  # fields by name


async def failure(session: aiohttp.ClientSession, asked: JsonRequest) -> SourceError:
    with pytest.raises(SourceError) as caught:
        await send(session, asked)
    return caught.value


async def test_an_answer_is_json_with_its_status(server: CannedServer, session: aiohttp.ClientSession) -> None:
    server.answers["GET /it?a=1"] = (200, '{"name": "Tu\'Shan"}')
    answer = await send(session, request(server, params={"a": "1"}, headers={"Authorization": "key"}))
    assert (answer.status, answer.body) == (200, {"name": "Tu'Shan"})
    assert server.requests == [("GET /it?a=1", "key")]


async def test_a_body_makes_it_a_post(server: CannedServer, session: aiohttp.ClientSession) -> None:
    server.answers["POST /it"] = (200, "[]")
    assert (await send(session, request(server, body={"userIds": [1]}))).body == []


async def test_a_refusal_is_an_answer_also_without_json(server: CannedServer, session: aiohttp.ClientSession) -> None:
    server.answers["GET /it"] = (403, "<html>")
    answer = await send(session, request(server))
    assert (answer.status, answer.body) == (403, None)
    assert unexpected(answer).outcome is RequestOutcome.REFUSED


@pytest.mark.parametrize(
    ("given", "message", "outcome"),
    [
        ((429, "{}"), "Roblox answered 429", RequestOutcome.RATE_LIMITED),
        ((500, "{}"), "Roblox answered 500", RequestOutcome.SERVER_ERROR),
        ((200, "<html>"), "Roblox sent something that is no JSON", RequestOutcome.GARBAGE),
        ((200, "[" * 100_000), "Roblox sent something that is no JSON", RequestOutcome.GARBAGE),
    ],
)
async def test_every_other_answer_is_an_error(
    server: CannedServer, session: aiohttp.ClientSession, given: tuple[int, str], message: str, outcome: RequestOutcome
) -> None:
    server.answers["GET /it"] = given
    error = await failure(session, request(server))
    assert (str(error), error.outcome) == (message, outcome)


async def test_a_service_that_is_gone_is_unreachable_and_its_address_is_not_told(
    session: aiohttp.ClientSession,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    error = await failure(session, JsonRequest("Roblox", f"http://127.0.0.1:{port}/canary"))
    assert error.outcome is RequestOutcome.UNREACHABLE
    assert str(error) == "Roblox could not be reached: ClientConnectorError"


async def test_a_service_that_does_not_answer_in_time_is_a_timeout() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        asked = JsonRequest("Roblox", f"http://127.0.0.1:{silent.getsockname()[1]}/")
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.05)) as impatient:
            error = await failure(impatient, asked)
    assert error.outcome is RequestOutcome.TIMEOUT


async def _sent(session: aiohttp.ClientSession, body: bytes, packing: str | None, status: int = 200) -> JsonAnswer:
    """The answer `send` makes of this body."""

    async def answer(asked: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(status=status, headers={} if packing is None else {"Content-Encoding": packing})
        await response.prepare(asked)
        with contextlib.suppress(ConnectionError):  # the reader has had enough
            for start in range(0, len(body), 65_536):
                await response.write(body[start : start + 65_536])
        return response

    app = web.Application()
    app.router.add_get("/it", answer)
    async with http.serve(app, port=0, what="test") as url:
        return await send(session, JsonRequest("Roblox", f"{url}/it"))


async def test_a_packed_answer_is_unpacked(session: aiohttp.ClientSession) -> None:
    assert (await _sent(session, gzip.compress(b'{"a": 1}'), "gzip")).body == {"a": 1}


async def test_a_large_answer_is_read_as_well(session: aiohttp.ClientSession) -> None:
    names = [f"Player{one}" for one in range(20_000)]
    assert (await _sent(session, gzip.compress(json.dumps(names).encode()), "gzip")).body == names


@pytest.mark.parametrize("size", [3_000_000, 400_000_000])
@pytest.mark.parametrize("packing", ["gzip", None, "deflate", "br"])
async def test_an_answer_that_unpacks_to_hundreds_of_megabytes_costs_little(
    session: aiohttp.ClientSession, size: int, packing: str | None
) -> None:
    body = _bomb(size) if packing is not None else b" " * min(size, 30_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(SourceError) as caught:
            await _sent(session, body, packing)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert caught.value.outcome is RequestOutcome.GARBAGE
    assert most < 20_000_000


@pytest.mark.parametrize("body", [b"\x1f\x8b\x00", gzip.compress(b"{}", mtime=0)[:-9], b"", b"\xff\xfe"], ids=range(4))
async def test_a_broken_packing_is_garbage(session: aiohttp.ClientSession, body: bytes) -> None:
    with pytest.raises(SourceError) as caught:
        await _sent(session, body, "gzip")
    assert caught.value.outcome is RequestOutcome.GARBAGE
    assert (await _sent(session, body, "gzip", status=400)).body is None


def _bomb(size: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    piece = b" " * 1_000_000
    return b"".join((*(packer.compress(piece) for _ in range(size // len(piece))), packer.flush()))
