"""One JSON request over a real socket, and every way in which it can fail."""

import socket

import aiohttp
import pytest

from ignis.adapters.linked_accounts.http_json import (
    JsonRequest,
    RequestOutcome,
    SourceError,
    seconds,
    send,
    text,
    unexpected,
)
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


@pytest.mark.parametrize(
    ("value", "found"),
    [("3", 3.0), ("0.5", 0.5), (None, None), ("", None), ("soon", None), ("-1", None), ("nan", None), ("inf", None)],
)
def test_a_header_of_seconds(value: str | None, found: float | None) -> None:
    assert seconds(value) == found


@pytest.mark.parametrize("item", [{}, {"name": ""}, {"name": 5}, {"name": None}])
def test_a_missing_text_is_an_error(item: dict[str, object]) -> None:
    with pytest.raises((LookupError, ValueError)):
        text(item, "name")
    assert text({"name": "x"}, "name") == "x"
