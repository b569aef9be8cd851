"""One request, and what its answer means: on real sockets, with everything that can come back."""

import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from hypothesis import given, strategies as st
from pydantic import SecretStr

from probes.relay.delivery_result import DeliveryResult
from probes.relay.notify.webhook import Webhook, WebhookAnswer, classify
from tests.probes.relay.rig import FakeDiscord, fake_discord
from tests.probes.stand_ins import raw_server

BODY = {"content": "x"}


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    async with fake_discord() as discord:
        yield discord


async def test_it_posts_waiting_for_the_message_and_edits_that(
    session: aiohttp.ClientSession, discord: FakeDiscord
) -> None:
    webhook = Webhook(session, SecretStr(discord.address.get_secret_value() + "?thread_id=5"), 5)
    posted = await webhook.post(BODY)
    assert posted == WebhookAnswer(DeliveryResult.DELIVERED, "9000", status=200)
    assert (await webhook.edit("9000", {"content": "y"})).result is DeliveryResult.DELIVERED
    assert (await webhook.edit("1", BODY)).result is DeliveryResult.MESSAGE_GONE
    paths = [(method, path.rpartition("/")[2]) for method, path, _ in discord.requests]
    assert paths[0] == ("POST", "canary-webhook-token?thread_id=5&wait=true")
    assert paths[1] == ("PATCH", "9000?thread_id=5")
    assert discord.messages["9000"] == {"content": "y"}


async def test_it_can_be_asked_for_itself_and_nothing_is_posted(
    session: aiohttp.ClientSession, discord: FakeDiscord
) -> None:
    webhook = Webhook(session, discord.address, 5)
    assert (await webhook.look()).result is DeliveryResult.DELIVERED
    assert discord.messages == {}
    discord.gone = True
    assert (await webhook.look()).result is DeliveryResult.WEBHOOK_GONE


async def test_silence_is_a_timeout(session: aiohttp.ClientSession, discord: FakeDiscord) -> None:
    discord.then_hang()
    assert (await Webhook(session, discord.address, 0.1).post(BODY)).result is DeliveryResult.TIMEOUT


@pytest.mark.parametrize("says", [b"", b"garbage\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"])
async def test_what_is_no_http_is_no_answer(session: aiohttp.ClientSession, says: bytes) -> None:
    async with raw_server(says) as url:
        assert (await Webhook(session, SecretStr(url), 5).post(BODY)).result is DeliveryResult.UNAVAILABLE


async def test_nobody_there_is_no_answer(session: aiohttp.ClientSession, unused_tcp_port: int) -> None:
    webhook = Webhook(session, SecretStr(f"http://127.0.0.1:{unused_tcp_port}/x"), 5)
    assert (await webhook.post(BODY)).result is DeliveryResult.UNAVAILABLE


async def test_a_redirect_is_not_followed_with_the_secret(session: aiohttp.ClientSession, discord: FakeDiscord) -> None:
    discord.then(307, Location=f"{discord.url}/api/webhooks/1/2")
    assert (await Webhook(session, discord.address, 5).post(BODY)).result is DeliveryResult.UNAVAILABLE
    assert len(discord.requests) == 1


@pytest.mark.parametrize("address", ["", "not an address", "http://", "http://[::1", "ftp://127.0.0.1/x"])
async def test_what_is_no_address_is_never_asked_again(session: aiohttp.ClientSession, address: str) -> None:
    assert (await Webhook(session, SecretStr(address), 5).post(BODY)).result is DeliveryResult.WEBHOOK_GONE


@pytest.mark.parametrize(
    ("status", "headers", "body", "answer"),
    [
        (200, {}, {"id": "5"}, WebhookAnswer(DeliveryResult.DELIVERED, "5", status=200)),
        (200, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "1.5"}, {"id": "5"},
         WebhookAnswer(DeliveryResult.DELIVERED, "5", 1.5, 200)),
        (200, {"X-RateLimit-Remaining": "4", "X-RateLimit-Reset-After": "1.5"}, {"id": "5"},
         WebhookAnswer(DeliveryResult.DELIVERED, "5", None, 200)),
        (200, {}, {"id": 5}, WebhookAnswer(DeliveryResult.UNAVAILABLE, status=200)),
        (200, {}, [], WebhookAnswer(DeliveryResult.UNAVAILABLE, status=200)),
        (204, {}, None, WebhookAnswer(DeliveryResult.UNAVAILABLE, status=204)),
        (429, {"Retry-After": "7"}, {"retry_after": 0.25},
         WebhookAnswer(DeliveryResult.RATE_LIMITED, wait=0.25, status=429, everything=True)),
        (429, {"Retry-After": "7"}, {},
         WebhookAnswer(DeliveryResult.RATE_LIMITED, wait=7, status=429, everything=True)),
        (429, {"Retry-After": "99999"}, {},
         WebhookAnswer(DeliveryResult.RATE_LIMITED, wait=900, status=429, everything=True)),
        (429, {"Retry-After": "soon"}, {"retry_after": True},
         WebhookAnswer(DeliveryResult.RATE_LIMITED, status=429, everything=True)),
        (429, {}, {"retry_after": "nan"}, WebhookAnswer(DeliveryResult.RATE_LIMITED, status=429, everything=True)),
        (429, {"X-RateLimit-Scope": "user"}, {"retry_after": 3, "global": False},
         WebhookAnswer(DeliveryResult.RATE_LIMITED, wait=3, status=429)),
        (429, {"X-RateLimit-Scope": "user"}, {"retry_after": 3, "global": True},
         WebhookAnswer(DeliveryResult.RATE_LIMITED, wait=3, status=429, everything=True)),
        (429, {"X-RateLimit-Scope": "shared"}, {"retry_after": 3},
         WebhookAnswer(DeliveryResult.RATE_LIMITED, wait=3, status=429, everything=True)),
        (404, {}, {"code": 10008}, WebhookAnswer(DeliveryResult.MESSAGE_GONE, status=404, code=10008)),
        (404, {}, {"code": 10015}, WebhookAnswer(DeliveryResult.WEBHOOK_GONE, status=404, code=10015)),
        (404, {}, {}, WebhookAnswer(DeliveryResult.UNAVAILABLE, status=404)),
        (401, {}, {"code": 50027}, WebhookAnswer(DeliveryResult.WEBHOOK_GONE, status=401, code=50027)),
        (401, {}, {}, WebhookAnswer(DeliveryResult.UNAVAILABLE, status=401)),
        (400, {}, {"code": 50035}, WebhookAnswer(DeliveryResult.REFUSED, status=400, code=50035)),
        (403, {}, {}, WebhookAnswer(DeliveryResult.UNAVAILABLE, status=403)),
        (503, {}, {"code": "x"}, WebhookAnswer(DeliveryResult.UNAVAILABLE, status=503)),
        (799, {}, {}, WebhookAnswer(DeliveryResult.UNAVAILABLE, status=799)),
    ],
)  # fmt: skip
def test_every_answer_has_a_meaning(status: int, headers: dict[str, str], body: object, answer: WebhookAnswer) -> None:
    assert classify(status, headers, json.dumps(body).encode()) == answer


JSON = st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), st.lists)
FIELDS = st.dictionaries(st.sampled_from(["id", "code", "retry_after", "x"]), JSON)


@given(st.integers(100, 999), st.binary() | FIELDS.map(lambda body: json.dumps(body).encode()), st.text())
def test_any_answer_can_be_understood(status: int, content: bytes, header: str) -> None:
    answer = classify(status, {"Retry-After": header, "X-RateLimit-Remaining": "0"}, content)
    assert answer.wait is None or 0 <= answer.wait <= 900
    assert (answer.message_id is not None) == (answer.result is DeliveryResult.DELIVERED)
