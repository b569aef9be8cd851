"""Receivers over HTTP: what each ending of a request means, and what is never shown."""

import asyncio
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr

from probes.relay.receivers import http_request
from probes.relay.receivers.json_hook import JsonHook
from probes.relay.receivers.ntfy import Ntfy
from probes.relay.receivers.receiver import SendOutcome
from tests.probes.relay.receivers.http_bench import MESSAGE, both
from tests.probes.relay.receivers.servers import CANARY
from tests.support.waiting import eventually


@pytest.mark.parametrize("kind", ["ntfy", "webhook"])
@pytest.mark.parametrize(
    ("mode", "outcome"),
    [
        ("400", SendOutcome.REFUSED),
        ("401", SendOutcome.MISCONFIGURED),
        ("403", SendOutcome.MISCONFIGURED),
        ("404", SendOutcome.MISCONFIGURED),
        ("413", SendOutcome.REFUSED),
        ("429", SendOutcome.RATE_LIMITED),
        ("500", SendOutcome.UNAVAILABLE),
        ("redirect", SendOutcome.MISCONFIGURED),
        ("reset", SendOutcome.UNAVAILABLE),
        ("hang", SendOutcome.TIMEOUT),
    ],
)
async def test_each_ending_has_its_meaning_and_shows_no_secret(
    kind: str, mode: str, outcome: SendOutcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    if mode == "hang":
        monkeypatch.setattr(http_request, "TIMEOUT", 0.2)
    async with both(kind) as (server, receiver):
        server.mode, server.body = mode, f'{{"code": 42901, "error": "limit reached by {CANARY}"}}'
        result = await receiver.send(MESSAGE)
        assert result.outcome is outcome
        assert result.why
        assert "canary" not in repr((result, receiver))
        assert len(server.seen) == 1, "no redirect is followed"


async def test_it_waits_as_long_as_it_is_asked_to() -> None:
    async with both("webhook") as (server, hook):
        server.mode, server.headers = "429", {"Retry-After": "7"}
        assert (await hook.send(MESSAGE)).wait == 7
        server.headers = {"Retry-After": "86400"}
        assert (await hook.send(MESSAGE)).wait == 900


@pytest.mark.parametrize("address", ["", "no address", "ftp://x/y", "http://[::1", "https://", "http:///topic"])
@pytest.mark.parametrize("kind", [Ntfy, JsonHook])
async def test_what_is_no_address_is_said_without_showing_it(kind: Any, address: str) -> None:
    async with aiohttp.ClientSession() as session:
        result = await kind(session, SecretStr(address), None).send(MESSAGE)
    assert result.outcome in {SendOutcome.MISCONFIGURED, SendOutcome.UNAVAILABLE}
    assert result.why.startswith("it")


async def test_a_port_where_nobody_listens(unused_tcp_port: int) -> None:
    async with aiohttp.ClientSession() as session:
        result = await JsonHook(session, SecretStr(f"http://127.0.0.1:{unused_tcp_port}/{CANARY}"), None).send(MESSAGE)
    assert result.outcome is SendOutcome.UNAVAILABLE
    assert CANARY not in result.why


async def test_a_send_that_is_cancelled_ends_at_once() -> None:
    async with both("webhook") as (server, hook):
        server.mode = "hang"
        sending = asyncio.create_task(hook.send(MESSAGE))
        await eventually(lambda: server.seen, "the request is under way")
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
