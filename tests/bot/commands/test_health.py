from datetime import timedelta

import pytest

from ignis.domain.health import Check, Circuit, Diagnosis, Hold, Incident, Program
from tests.bot.conftest import NOON, Bench
from tests.support.server import Server, press, said, shown

SOON = NOON + timedelta(minutes=5)


def at(moment: float, style: str) -> str:
    return f"<t:{int(moment)}:{style}>"


@pytest.fixture
def troubled(bench: Bench) -> Bench:
    bench.neighbours.running = (Program("bot", NOON), Program("relay", None))
    bench.neighbours.circuits = (Circuit("bloxlink", "closed", None), Circuit("roblox_users", "open", SOON))
    bench.neighbours.found = Diagnosis(
        (Check("disk", "ok", "none", "12 GB free", NOON), Check("database", "failing", "locked", "by **x**", NOON)),
        (Hold("relay", SOON, "budget"),),
    )
    bench.neighbours.happened = (
        Incident(2, "relay crashed", NOON - timedelta(hours=2), None, [NOON - timedelta(hours=2), NOON, NOON, NOON]),
        Incident(1, "bot hangs", NOON - timedelta(hours=3), NOON, [NOON - timedelta(hours=3)]),
    )
    return bench


async def test_all_is_well(server: Server, bench: Bench) -> None:
    bench.neighbours.running = (Program("bot", NOON), Program("relay", NOON))
    card = await server.recruit.slash(server.channel, "health")
    assert shown(card) == "### 🟢 Everything works\n🟢 bot · 🟢 relay\n🟢 no check is red"
    assert card.response is not None
    assert not card.response.ephemeral


@pytest.mark.usefixtures("troubled")
async def test_the_short_form_names_what_is_wrong(server: Server) -> None:
    assert shown(await server.recruit.slash(server.channel, "health")) == "\n".join(
        [
            "### 🟡 Not everything works",
            "🟢 bot · 🔴 relay",
            f"⏳ relay is started again at {at(SOON.timestamp(), 'T')}",
            "🔴 database",
            f"🔴 roblox\\_users is left alone until {at(SOON.timestamp(), 'T')}",
        ]
    )


@pytest.mark.usefixtures("troubled")
async def test_staff_alone_sees_all_of_it(server: Server) -> None:
    noon, soon = NOON.timestamp(), SOON.timestamp()
    card = await server.recruit.slash(server.channel, "health")
    assert said(await press(server.recruit, card, "Details")) == "Only the legion's officers may do this."
    assert said(await press(server.officer, card, "Details")) == "\n".join(
        [
            "### 🟡 Not everything works",
            "",
            "**Programs**",
            "🔴 relay · does not run",
            f"🟢 bot · started {at(noon, 'R')}",
            f"⏳ relay is started again at {at(soon, 'T')}",
            "3 restarts in the last hour",
            "",
            "**Checks**",
            f"🔴 database · locked: by \\*\\*x\\*\\* · began {at(noon, 'R')}",
            "🟢 disk",
            "",
            "**Outside services**",
            f"🔴 roblox\\_users is left alone until {at(soon, 'T')}",
            "🟢 bloxlink",
            "",
            "**Last incidents**",
            f"🔴 relay crashed · {at(noon - 2 * 3600, 'R')}",
            f"🟢 bot hangs · {at(noon - 3 * 3600, 'R')} · resolved {at(noon, 'R')}",
        ]
    )


async def test_who_does_not_answer_is_named_and_the_rest_is_shown(server: Server, bench: Bench) -> None:
    bench.neighbours.found = bench.neighbours.happened = None
    bench.neighbours.running = (Program("bot", NOON),)
    card = await server.recruit.slash(server.channel, "health")
    assert "🟢 bot\n⚪ the exporter does not answer" in shown(card)
    full = said(await press(server.officer, card, "Details"))
    assert "⚪ the exporter does not answer" in full
    assert "⚪ the relay does not answer" in full


@pytest.mark.usefixtures("portuguese", "troubled")
async def test_in_portuguese(server: Server) -> None:
    assert shown(await server.recruit.slash(server.channel, "health")).startswith("### 🟡 Nem tudo funciona")
