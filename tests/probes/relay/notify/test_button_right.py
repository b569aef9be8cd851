"""Buttons only below the messages of the webhook that the bot's own application made, by what both say."""

from pydantic import SecretStr

from probes.relay.notify.button_right import ButtonRight

HERE, THERE = SecretStr("https://example.org/1"), SecretStr("https://example.org/2")
ROW = [{"type": 1, "components": [{"type": 2, "style": 2, "label": "x", "custom_id": "ig:alert-ack:1"}]}]
BODY = {"content": "bot crashed", "components": ROW}


def test_the_bot_and_the_webhook_have_to_be_of_one_application() -> None:
    right = ButtonRight()
    assert not right.asks_for(HERE)
    right.bot_is(7)
    assert right.asks_for(HERE)
    assert not right.granted(HERE)
    right.webhook_is_of(HERE, 8)
    assert not right.asks_for(HERE)
    assert not right.granted(HERE)
    right.webhook_is_of(HERE, None)
    assert not right.granted(HERE)
    right.webhook_is_of(HERE, 7)
    assert right.granted(HERE)
    assert not right.granted(THERE)
    right.bot_is(8)  # the token was changed for that of another application
    assert not right.granted(HERE)


def test_what_was_refused_is_not_tried_again() -> None:
    right = ButtonRight()
    right.bot_is(7)
    right.webhook_is_of(HERE, 7)
    assert right.fitted(BODY, HERE) == BODY
    right.refuse(HERE)
    assert right.fitted(BODY, HERE) == {"content": "bot crashed"}
