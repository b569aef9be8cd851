"""Whatever is told, the message passes the sandbox's rules and Discord's own description, and does no harm."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from ignis.sandbox.rules.messages import edit_error, webhook_error
from probes.relay.message_limits import CONTENT, DESCRIPTION, EMBED, FIELD_NAME, FIELD_VALUE, FOOTER, TITLE, length
from probes.relay.notices.notice import Telling
from probes.relay.notify.message import MessageStyle, payload, plain
from tests.probes.relay.notify.message.tellings import MOST, ROLE, SECRET, tellings
from tests.support.discord_api.description import Description
from tests.support.servers.sandbox import running_sandbox

_HOOK = "/webhooks/1/token"
_CODE = re.compile(r"```.*?```", re.DOTALL)
_OWN_LINK = re.compile(r"\]\(https://status\.example\.org/[!-'*-~]*\)")
_TIME = re.compile(r"<t:-?\d+:[RtT]>")
_LIVE = re.compile(r"(?<!\\)<[@#:/a]|@(?:everyone|here)|://|(?<!\\)\]\(")
_TURNS = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066\u2067]")


def bodies(telling: Telling, style: MessageStyle) -> Iterator[tuple[bool, dict[str, Any]]]:
    first = telling.notice.number % 2 == 0
    yield first, payload(telling, style, first=first)
    yield first, plain(telling, style, first=first)


def check(seed: int, count: int) -> None:
    description = Description.load()
    most = 0
    for telling, style in tellings(seed, count):
        most = max(most, len(telling.incidents))
        for first, body in bodies(telling, style):
            json.dumps(body, ensure_ascii=False).encode()
            assert webhook_error(body) is None
            assert edit_error(body) is None
            assert description.body("POST", _HOOK, body) == []
            assert description.body("PATCH", f"{_HOOK}/messages/1", body) == []
            fits(body)
            harmless(body, style, mention=telling.notice.mention, first=first)
    assert most == MOST


def fits(body: dict[str, Any]) -> None:
    """In UTF-16, which is the longer of Discord's two ways to count."""
    assert length(body["content"]) <= CONTENT
    for card in body["embeds"]:
        assert 0 < length(card["title"]) <= TITLE
        assert 0 < length(card["description"]) <= DESCRIPTION
        assert 0 < length(card["footer"]["text"]) <= FOOTER
        for field in card["fields"]:
            assert 0 < length(field["name"]) <= FIELD_NAME
            assert 0 < length(field["value"]) <= FIELD_VALUE
        assert sum(length(one) for one in texts(body)) <= EMBED


def harmless(body: dict[str, Any], style: MessageStyle, *, mention: bool, first: bool) -> None:
    pings = mention and first and style.role is not None
    assert body["allowed_mentions"] == ({"parse": [], "roles": [str(ROLE)]} if pings else {"parse": []})
    said = "\n".join(texts(body))
    bare = re.sub("[\\\\\u200b\u2068\u2069]", "", said)
    assert SECRET not in bare
    assert "canary-s3" not in bare
    assert not _TURNS.search(said)
    assert said.count("\u2068") == said.count("\u2069")
    shown = "\n".join(one for one in texts(body) if one not in footers(body)).removeprefix(f"<@&{ROLE}>")
    formatted = _TIME.sub("", _OWN_LINK.sub("", _CODE.sub("", shown)))
    assert not _LIVE.search(formatted)
    assert shown.count("```") % 2 == 0


def footers(body: dict[str, Any]) -> list[str]:
    """Discord formats nothing in them."""
    return [card["footer"]["text"] for card in body["embeds"]]


def texts(body: dict[str, Any]) -> list[str]:
    found = [body["content"]]
    for card in body["embeds"]:
        found += [card["title"], card["description"], card["footer"]["text"]]
        found += [field[part] for field in card["fields"] for part in ("name", "value")]
    return found


def test_fifteen_hundred_tellings_pass() -> None:
    check(seed=14, count=1500)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_ten_thousand_tellings_pass() -> None:
    check(seed=2026, count=10_000)


async def test_a_running_sandbox_takes_them() -> None:
    """As many as its rate limit lets through at once: a post and an edit each, of the largest and of another one."""
    several = [*tellings(14, 101)]
    chosen = [max(several, key=lambda one: len(one[0].incidents)), several[1]]
    async with running_sandbox() as sandbox:
        address = sandbox.info.alert_webhook.get_secret_value()
        for telling, style in chosen:
            body = payload(telling, style, first=True)
            async with sandbox.http.post(f"{address}?wait=true", json=body) as answer:
                message = await answer.json()
                assert answer.status == 200
            async with sandbox.http.patch(
                f"{address}/messages/{message['id']}", json=payload(telling, style)
            ) as answer:
                assert answer.status == 200
                assert (await answer.json())["embeds"][0]["title"] == body["embeds"][0]["title"].strip()
