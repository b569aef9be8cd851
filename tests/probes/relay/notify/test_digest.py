"""The digest of an outage says what was missed, and fits Discord's limits whatever that was."""

import json
from datetime import timedelta
from random import Random

import pytest

from ignis.sandbox.rules.messages import webhook_error
from probes.relay.incidents.incident import Resolution
from probes.relay.notify.digest import digest_payload
from probes.relay.notify.message import MessageStyle
from probes.relay.notify.words import PORTUGUESE
from probes.relay.outbox.digest import Digest
from tests.probes.relay.notify.message.tellings import style, telling
from tests.probes.relay.notify.message.test_fuzz import fits, harmless
from tests.probes.relay.rig import T0, incident, telling_of
from tests.support.discord_api.description import Description

LATER = T0 + timedelta(hours=1)
MOMENT = int(T0.timestamp())
OVER = telling_of(incident(7).resolved(T0 + timedelta(seconds=192), Resolution.BACK))
DIGEST = Digest(T0, LATER, (OVER,), still_open=(telling_of(incident(8)),), expired=(telling_of(incident(3)),))


def test_it_says_what_began_and_ended_and_what_is_still_open() -> None:
    body = digest_payload(DIGEST)
    (card,) = body["embeds"]
    assert card["title"] == "📬 While Discord was away"
    assert card["description"].splitlines() == [
        (
            f"From <t:{MOMENT}:T> to <t:{MOMENT + 3600}:T>, no alert could be sent."
            " What is still wrong has a message of its own."
        ),
        "1 alert was older than a day and is not told any more.",
    ]
    assert {field["name"]: field["value"] for field in card["fields"]} == {
        "1 began and ended meanwhile": f"✅ bot crashed (<t:{MOMENT}:T>, 3 min 12 s, incident 7)",
        "1 is still open": f"🚨 bot crashed (<t:{MOMENT}:T>, incident 8)",
    }
    assert body["allowed_mentions"] == {"parse": []}
    assert DIGEST.numbers == (3, 7)


def test_it_speaks_portuguese() -> None:
    (card,) = digest_payload(DIGEST, MessageStyle(PORTUGUESE))["embeds"]
    assert card["title"] == "📬 Enquanto o Discord estava fora do ar"
    assert "bot caiu" in card["fields"][0]["value"]


@pytest.mark.parametrize("seed", range(60))
def test_whatever_waited_it_fits_and_does_no_harm(seed: int) -> None:
    dice = Random(seed)
    waited = [tuple(telling(dice, 1 + number) for number in range(dice.choice((0, 1, 30)))) for _ in range(4)]
    digest = Digest(T0, LATER, *waited)
    look = style(dice)
    body = digest_payload(digest, look)
    json.dumps(body, ensure_ascii=False).encode()
    assert webhook_error(body) is None
    assert Description.load().body("POST", "/webhooks/1/token", body) == []
    with_footer = {**body, "embeds": [{**body["embeds"][0], "footer": {"text": "-"}}]}
    fits(with_footer)
    harmless(with_footer, look, mention=False, first=True)
