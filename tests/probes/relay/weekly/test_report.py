"""The digest reads well, in both languages, and fits whatever the history holds."""

import json
from random import Random
from typing import Any

import pytest

from ignis.sandbox.rules.messages import webhook_error
from ignis.sandbox.rules.view import UploadedFile
from probes.relay.notify.message import MessageStyle
from probes.relay.notify.words import WORDS
from probes.relay.weekly.report import PICTURE, WEEKLY, report, share
from probes.relay.weekly.week import week_of
from tests.probes.relay.notify.message.tellings import SECRET, text
from tests.probes.relay.notify.message.test_fuzz import fits, harmless
from tests.probes.relay.weekly.rig import END, STEPS, history, latency, trouble
from tests.support.discord_api.description import Description


def shown(language: str = "en", **changes: Any) -> dict[str, Any]:
    week = week_of(history(**changes), "UTC")
    embed: dict[str, Any] = report(week, WEEKLY[language], MessageStyle(WORDS[language]), picture=True)["embeds"][0]
    return embed


def fields(embed: dict[str, Any]) -> dict[str, str]:
    return {field["name"]: field["value"] for field in embed["fields"]}


def test_the_week_as_people_read_it() -> None:
    embed = shown()
    end = int(END.timestamp())
    assert embed["title"] == "📅 The last seven days"
    assert embed["description"].startswith("Ignis was up **99.87 %** of the time, from <t:")
    assert fields(embed)["4 incidents"].splitlines() == [
        f"• <t:{end - 2 * 86400}:f> check disk is red (still open)",
        f"• <t:{end - 86400}:f> bot crashed (3 min 12 s)",
        f"• <t:{end - 3 * 86400}:f> bot hung (30 s)",
        f"• <t:{end - 4 * 86400}:f> relay crashed (1 s)",
    ]
    assert fields(embed)["Restarts"] == "bot: 3\nrelay: 1"
    assert fields(embed)["Slowest checks"].endswith("database: 1 ms on average, 2 ms at most")
    assert fields(embed)["Slowest checks"].splitlines()[0] == "roblox: 500 ms on average, 2.25 s at most"
    assert embed["image"] == {"url": f"attachment://{PICTURE}"}


def test_in_portuguese() -> None:
    embed = shown("pt-BR")
    assert "99,87 %" in embed["description"]
    assert "bot caiu (3 min 12 s)" in fields(embed)["4 incidentes"]
    assert fields(embed)["Verificações mais lentas"].startswith("roblox: 500 ms em média, no máximo 2,25 s")


def test_a_good_week_and_one_that_nobody_saw() -> None:
    assert fields(shown(incidents=[]))["0 incidents"] == "None was reported."
    assert "the exporter did not run" in shown(subjects={})["description"]
    half = {"ignis": {"uptime": 1.0, "observed": 0.5, "status": ["ok"] * STEPS}}
    assert shown(subjects=half)["description"].endswith(
        "Only 50.00 % of the time was seen; of the rest nothing is known."
    )
    assert "**100 %**" in shown(subjects=half)["description"]


@pytest.mark.parametrize(("part", "said"), [(1.0, "100"), (0.999999, "99.99"), (0.0, "0.00"), (0.5, "50.00")])
def test_a_share_is_never_rounded_up(part: float, said: str) -> None:
    assert share(part, ".") == said


@pytest.mark.parametrize("seed", range(40))
def test_whatever_the_history_holds_it_fits_and_does_no_harm(seed: int) -> None:
    dice = Random(seed)
    style = MessageStyle(WORDS["en"])
    style.redact.add(SECRET)
    troubles = [
        trouble(number, f"process:{text(dice)}", dice.choice(("crashed", "new")), END, 5, deaths=3)
        | {"title": text(dice)}
        for number in range(dice.choice((0, 1, 500)))
    ]
    subjects = {f"check:{text(dice)}": latency(1, 2) for _ in range(5)}
    week = week_of(history(incidents=json.loads(json.dumps(troubles)), subjects=subjects), "UTC")
    body = report(week, WEEKLY["en"], style, picture=True)
    json.dumps(body, ensure_ascii=False).encode()
    assert webhook_error(body, uploads=[UploadedFile(PICTURE, 100)]) is None
    assert Description.load().body("POST", "/webhooks/1/token", body) == []
    with_footer = {**body, "embeds": [{**body["embeds"][0], "footer": {"text": "-"}}]}
    fits(with_footer)
    harmless(with_footer, style, mention=False, first=True)
