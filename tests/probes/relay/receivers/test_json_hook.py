"""What a webhook of one's own is sent."""

from probes.relay.receivers.receiver import SendOutcome, SendResult
from tests.probes.relay.receivers.http_bench import MESSAGE, both
from tests.probes.relay.receivers.servers import CANARY


async def test_a_webhook_gets_the_form_of_the_documentation() -> None:
    async with both("webhook") as (server, hook):
        server.body = ""
        assert await hook.send(MESSAGE) == SendResult(SendOutcome.DELIVERED)
    (body,), (request,) = server.taken, server.seen
    assert request.path == f"/{CANARY}"
    assert request.headers["Idempotency-Key"] == body["key"] == "ignis-7-1-opened"
    assert {name: body[name] for name in ("version", "event", "severity", "title", "text", "at")} == {
        "version": 1, "event": "opened", "severity": "critical", "title": "bot crashed", "text": "Память",
        "at": "2026-01-02T03:04:05+00:00",
    }  # fmt: skip
    assert body["incidents"] == [
        {"id": 1, "subject": "process:bot", "name": "bot", "kind": "crashed", "severity": "critical",
         "opened_at": "2026-01-02T03:04:05+00:00", "resolved_at": None}
    ]  # fmt: skip
