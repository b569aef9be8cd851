"""The buttons below an alert: staff alone, once, and one that is outdated says so."""

import pytest
from simcord.actors import MemberActor
from simcord.results import ResponseMessage

from ignis.bot.replies.buttons import custom_id
from ignis.runtime.stack.alert_buttons import ACKNOWLEDGE, RESTART, SHOW_LOG, SILENCE, alert_button_id
from ignis.runtime.stack.operator_shapes import OperatorOutcome
from tests.bot.conftest import Bench
from tests.support.servers.server import Server, said

KINDS = (ACKNOWLEDGE, SILENCE, RESTART, SHOW_LOG)


async def press(server: Server, who: MemberActor, pressed: str) -> str:
    """What the presser alone is told, in the channel of alerts, where commands may not be used."""
    row = {"type": 1, "components": [{"type": 2, "style": 2, "label": "press", "custom_id": pressed}]}
    backend = server.env.backend
    message = backend.create_message(server.elsewhere.id, backend.bot_user.id, None, components=[row])
    return said(await who.click(ResponseMessage(server.env, message), custom_id=pressed))


def test_the_relay_and_the_bot_mean_the_same_button() -> None:
    for kind in KINDS:
        assert alert_button_id(kind, 12) == custom_id(kind, 12)


async def test_each_button_does_its_work_in_the_name_of_who_pressed(server: Server, bench: Bench) -> None:
    bench.alerts.open(11, "process:exporter", "exporter crashed")
    bench.alerts.log_lines = ("03:04:05 error the `disk` is full", "@everyone")
    told = [await press(server, server.officer, alert_button_id(kind, 11)) for kind in KINDS]
    assert told[0].startswith("✔ Cassian takes care of incident #11.")
    assert told[1].startswith("🔕 Nothing is told about process:exporter until ")
    assert told[2] == "✔ exporter is restarted."
    assert told[3] == ("The last lines of **exporter**:\n```\n03:04:05 error the 'disk' is full\n@\u200beveryone\n```")
    assert [(what, by.discord_id) for what, by, _ in bench.alerts.ordered] == [
        (what, server.officer.id) for what in ("acknowledge", "silence", "restart")
    ]
    assert (await press(server, server.admin, alert_button_id(ACKNOWLEDGE, 11))).startswith(
        "Cassian takes care of incident #11 already"
    )


async def test_others_are_refused_and_nothing_is_done(server: Server, bench: Bench) -> None:
    bench.alerts.open(11)
    for kind in KINDS:
        assert (
            await press(server, server.recruit, alert_button_id(kind, 11)) == "Only the legion's officers may do this."
        )
    assert bench.alerts.ordered == []


async def test_an_incident_that_is_over_is_said_so(server: Server, bench: Bench) -> None:
    bench.alerts.open(11)
    for kind in KINDS:
        assert await press(server, server.officer, alert_button_id(kind, 4)) == "Incident #4 is over already."


@pytest.mark.parametrize("pressed", ["ig:alert-ack", "ig:alert-ack:1:2", "ig:alert-paint:1"])
async def test_a_button_of_another_version_says_so(server: Server, bench: Bench, pressed: str) -> None:
    bench.alerts.open(1)
    assert (await press(server, server.officer, pressed)).startswith("This command has changed")
    assert bench.alerts.ordered == []


async def test_without_the_relay_each_button_says_so(server: Server, bench: Bench) -> None:
    bench.alerts.silent = True
    for kind in KINDS:
        told = await press(server, server.officer, alert_button_id(kind, 1))
        assert told.startswith("The relay keeps the alerts, and it does not answer.")


async def test_a_long_log_shows_its_end_within_a_message(server: Server, bench: Bench) -> None:
    bench.alerts.open(11)
    bench.alerts.log_lines = tuple(f"line {number}" for number in range(1000))
    told = await press(server, server.officer, alert_button_id(SHOW_LOG, 11))
    assert len(told) <= 2000
    assert "line 999" in told
    bench.alerts.log_lines = ()
    assert await press(server, server.officer, alert_button_id(SHOW_LOG, 11)) == "The log of **bot** is empty."


def test_every_outcome_has_its_text(bench: Bench) -> None:
    for language in ("en", "pt-BR"):
        say = bench.texts.voice(language)
        for outcome in OperatorOutcome:
            assert say.knows(f"alerts.outcome.{outcome}")
