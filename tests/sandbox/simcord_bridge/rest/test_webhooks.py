"""Buttons on a webhook's messages: only where the bot's application created it, and a press reaches the bot.

https://docs.discord.com/developers/resources/webhook#execute-webhook
"""

import asyncio
from typing import Any

import pytest

from tests.support.servers.sandbox import Bot, RunningSandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHANNEL = "legion-alerts"
ROW = [{"type": 1, "components": [{"type": 2, "style": 2, "label": "Acknowledge", "custom_id": "ig:alert-ack:1"}]}]
BODY = {"content": "bot crashed", "components": ROW}


@pytest.fixture
def own(sandbox: RunningSandbox) -> str:
    """The webhook of the alert channel, which the bot's application created."""
    return sandbox.info.alert_webhook.get_secret_value()


@pytest.fixture
def persons(sandbox: RunningSandbox) -> str:
    """One that a person made in the settings of the channel."""
    backend, spec = sandbox.sandbox.simulation.backend, sandbox.sandbox.spec
    made = backend.create_webhook(spec.channel(CHANNEL).id, "by hand", spec.owner.id)
    backend.users.setdefault(made.webhook_user_id, backend.users[spec.webhook.id])
    return f"{sandbox.info.api_url}/webhooks/{made.id}/{made.token}"


async def post(sandbox: RunningSandbox, webhook: str, body: object = BODY, **query: str) -> tuple[int, dict[str, Any]]:
    async with sandbox.http.post(webhook, params={"wait": "true", **query}, json=body) as answer:
        return answer.status, await answer.json()


async def test_a_webhook_says_whose_it_is_and_not_who_made_it(sandbox: RunningSandbox, own: str, persons: str) -> None:
    for webhook, application in ((own, str(sandbox.info.application_id)), (persons, None)):
        async with sandbox.http.get(webhook) as answer:
            shown = await answer.json()
        assert (shown["application_id"], "user" in shown) == (application, False)


async def test_an_applications_own_webhook_carries_buttons_through_its_edits(sandbox: RunningSandbox, own: str) -> None:
    status, message = await post(sandbox, own)
    assert (status, message["components"][0]["components"][0]["custom_id"]) == (200, "ig:alert-ack:1")
    async with sandbox.http.patch(
        f"{own}/messages/{message['id']}", json={"content": "over", "components": []}
    ) as answer:
        assert (answer.status, (await answer.json())["components"]) == (200, [])
    async with sandbox.http.patch(f"{own}/messages/{message['id']}", json={"components": ROW}) as answer:
        assert (await answer.json())["components"]


async def test_another_webhook_drops_them_or_refuses(sandbox: RunningSandbox, persons: str) -> None:
    status, message = await post(sandbox, persons)
    assert (status, message.get("components", [])) == (200, [])
    status, refusal = await post(sandbox, persons, with_components="true")
    assert (status, refusal["code"]) == (400, 50035)


async def test_components_keep_discords_rules(sandbox: RunningSandbox, own: str) -> None:
    row = {"type": 1, "components": [{"type": 2, "style": 2, "label": "x" * 81, "custom_id": "ig:alert-ack:1"}]}
    status, refusal = await post(sandbox, own, {"content": "x", "components": [row]})
    assert (status, refusal["code"]) == (400, 50035)


async def test_a_press_reaches_the_bot_with_its_message(sandbox: RunningSandbox, bot: Bot, own: str) -> None:
    _, message = await post(sandbox, own)
    pressed = asyncio.ensure_future(bot.wait_for("interaction", timeout=20))
    await asyncio.sleep(0)
    click = asyncio.ensure_future(
        sandbox.control(
            "click", **{"as": "Cassian"}, channel=CHANNEL, message=message["id"], custom_id="ig:alert-ack:1"
        )
    )
    interaction = await pressed
    assert interaction.message is not None
    assert (str(interaction.message.id), interaction.message.webhook_id) == (
        message["id"],
        sandbox.sandbox.spec.webhook.id,
    )
    await interaction.response.send_message("you take care of it", ephemeral=True)
    answer = await click
    assert answer["messages"][0]["content"] == "you take care of it"
