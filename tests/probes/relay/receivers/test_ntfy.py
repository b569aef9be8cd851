"""What ntfy is sent, and that only ntfy takes it."""

from probes.relay.incidents.incident import Severity
from probes.relay.outbox.road_memory import MessageEvent
from probes.relay.receivers.ntfy import published
from probes.relay.receivers.receiver import PlainMessage, SendOutcome, SendResult
from tests.probes.relay.receivers.http_bench import MESSAGE, TOKEN, both
from tests.probes.relay.receivers.servers import CANARY
from tests.probes.relay.rig import T0


async def test_ntfy_gets_a_title_a_text_and_how_loud_it_is() -> None:
    async with both("ntfy") as (server, ntfy):
        assert await ntfy.send(MESSAGE) == SendResult(SendOutcome.DELIVERED)
    assert server.taken == [
        {"topic": CANARY, "title": "bot crashed", "message": "Память", "priority": 5, "tags": ["rotating_light"]}
    ]
    (request,) = server.seen
    assert (request.path, request.headers["Authorization"]) == ("/", f"Bearer {TOKEN.get_secret_value()}")


async def test_a_text_is_cut_to_what_ntfy_shows() -> None:
    body = published(PlainMessage(MessageEvent.OVER, Severity.INFO, "x" * 999, "ж" * 9000, T0, "k", "t"), "topic")
    assert len(body["message"].encode()) <= 3800
    assert len(body["title"]) == 200
    assert body["tags"] == ["white_check_mark"]


async def test_what_answers_but_is_not_ntfy_has_not_delivered() -> None:
    async with both("ntfy") as (server, ntfy):
        server.body = "<html>log in to this network</html>"
        assert (await ntfy.send(MESSAGE)).outcome is SendOutcome.UNAVAILABLE
