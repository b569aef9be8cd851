"""The alert channel's webhook, as the relay uses it."""

import asyncio
from typing import Any

import pytest

from tests.support.servers.sandbox import RunningSandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def webhook(sandbox: RunningSandbox) -> str:
    return sandbox.info.alert_webhook.get_secret_value()


async def test_it_posts_edits_reads_and_deletes(sandbox: RunningSandbox, webhook: str) -> None:
    async with sandbox.http.post(f"{webhook}?wait=true", json={"content": "bot died", "username": "Ignis"}) as answer:
        message = await answer.json()
        assert (answer.status, message["webhook_id"]) == (200, str(sandbox.sandbox.spec.webhook.id))
        assert message["author"]["username"] == "Ignis"
    one = f"{webhook}/messages/{message['id']}"
    async with sandbox.http.patch(one, json={"content": "bot is back"}) as answer:
        assert answer.status == 200
    shown = (await sandbox.messages("legion-alerts"))[-1]
    assert shown["content"] == "bot is back"
    assert shown["edited_timestamp"]
    async with sandbox.http.get(one) as answer:
        assert (await answer.json())["content"] == "bot is back"
    async with sandbox.http.delete(one) as answer:
        assert answer.status == 204
    async with sandbox.http.patch(one, json={"content": "x"}) as answer:
        assert (answer.status, (await answer.json())["code"]) == (404, 10008)


async def test_the_sixth_post_in_two_seconds_waits_its_turn(sandbox: RunningSandbox, webhook: str) -> None:
    headers, body = await _refused(sandbox, webhook)
    assert headers["Via"]
    assert int(headers["Retry-After"]) >= body["retry_after"] > 0
    assert body["global"] is False
    await asyncio.sleep(body["retry_after"])
    async with sandbox.http.post(webhook, json={"content": "in time"}) as answer:
        assert answer.status == 204


async def _refused(sandbox: RunningSandbox, webhook: str) -> tuple[dict[str, str], Any]:
    """Headers and body of the first answer that says to wait."""
    for _ in range(8):
        async with sandbox.http.post(webhook, json={"content": "again"}) as answer:
            if answer.status == 429:
                return dict(answer.headers), await answer.json()
            assert answer.status == 204
    pytest.fail("eight posts at once and no 429")


@pytest.mark.parametrize(("kind", "status"), [("status-500", 500), ("status-503", 503), ("status-429", 429)])
async def test_it_can_be_broken(sandbox: RunningSandbox, webhook: str, kind: str, status: int) -> None:
    await sandbox.control("faults", target="webhook", kind=kind, seconds=60)
    async with sandbox.http.post(webhook, json={"content": "lost"}) as answer:
        assert answer.status == status
    async with sandbox.http.delete("/sandbox/faults"):
        pass
    assert "lost" not in [message["content"] for message in await sandbox.messages("legion-alerts")]


async def test_it_can_be_asked_for_itself(sandbox: RunningSandbox, webhook: str) -> None:
    async with sandbox.http.get(webhook) as answer:
        body = await answer.json()
        assert (answer.status, body["id"]) == (200, str(sandbox.sandbox.spec.webhook.id))
