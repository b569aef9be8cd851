from datetime import timedelta
from typing import Any

import pytest

from ignis.bot.health.panel import PICTURE_WITHIN, _incident_title
from ignis.bot.replies.reply import DIRECT_WITHIN, ReplyOutcome
from ignis.bot.texts import Voice, load_texts
from ignis.bot.texts.catalogue import LANGUAGES
from ignis.domain.health.overview import (
    CheckView,
    CircuitStatus,
    Diagnosis,
    IncidentView,
    ProgramView,
    RestartHold,
    WorkView,
)
from ignis.domain.health.uptime import GATEWAY, WHOLE, StackHistory, Strip, Uptime
from probes.exporter.schedule.catalogue import checks
from probes.relay.notify.words import WORDS
from tests.bot.conftest import NOON, Bench
from tests.support.servers.server import Server, press, said, shown

SOON = NOON + timedelta(minutes=5)


def at(moment: float, style: str) -> str:
    return f"<t:{int(moment)}:{style}>"


@pytest.fixture
def troubled(bench: Bench) -> Bench:
    bench.stack.running = (ProgramView("bot", NOON), ProgramView("relay", None))
    bench.stack.circuits = (
        CircuitStatus("bloxlink", "closed", None),
        CircuitStatus("roblox_users", "open", SOON),
    )
    bench.stack.found = Diagnosis(
        (
            CheckView("disk", "ok", "none", "12 GB free", NOON),
            CheckView("database", "failing", "locked", "by **x**", NOON),
        ),
        (RestartHold("relay", SOON, "budget"),),
    )
    bench.stack.happened = (
        IncidentView(
            2, "relay crashed", NOON - timedelta(hours=2), None, [NOON - timedelta(hours=2), NOON, NOON, NOON]
        ),
        IncidentView(1, "bot hangs", NOON - timedelta(hours=3), NOON, [NOON - timedelta(hours=3)]),
    )
    return bench


async def test_all_is_well(server: Server, bench: Bench) -> None:
    bench.stack.running = (ProgramView("bot", NOON), ProgramView("relay", NOON))
    card = await server.recruit.slash(server.channel, "health")
    assert shown(card) == "### 🟢 Everything works\n🟢 bot · 🟢 relay\n🟢 no check is red"
    assert card.response is not None
    assert not card.response.ephemeral


async def test_the_proof_of_work_is_in_figures(server: Server, bench: Bench) -> None:
    bench.stack.work = WorkView(seen=12, followed=10, late=1, lost=2, slowest=3.26, known=41, total=42)
    line = "Role changes: 12 seen, 10 followed, 1 late, 2 lost · slowest 3.26 s · members known: 41 of 42"
    card = await server.recruit.slash(server.channel, "health")
    assert shown(card).endswith(line)
    bench.stack.work = WorkView(seen=0, followed=0, late=0, lost=0, slowest=None, known=42, total=42)
    details = said(await press(server.officer, card, "Details"))
    assert (
        "**Work since the start**\nRole changes: 0 seen, 0 followed, 0 late, 0 lost · members known: 42 of 42"
        in details
    )


@pytest.mark.usefixtures("troubled")
async def test_the_short_form_names_what_is_wrong(server: Server) -> None:
    assert shown(await server.recruit.slash(server.channel, "health")) == "\n".join(
        [
            "### 🟡 Not everything works",
            "🟢 bot · 🔴 relay",
            f"⏳ relay will be started again at {at(SOON.timestamp(), 'T')}",
            "🔴 Database",
            f"🔴 roblox\\_users: no requests until {at(SOON.timestamp(), 'T')}",
            f"🔴 relay crashed · {at((NOON - timedelta(hours=2)).timestamp(), 'R')}",
        ]
    )


async def test_it_is_never_amber_without_a_reason(server: Server, bench: Bench) -> None:
    bench.stack.happened = (IncidentView(1, "alert IgnisSyncStuck fires", NOON, None),)
    card = shown(await server.recruit.slash(server.channel, "health"))
    assert card.startswith("### 🟡")
    assert card.endswith(f"🔴 alert IgnisSyncStuck fires · {at(NOON.timestamp(), 'R')}")
    bench.stack.happened = None
    card = shown(await server.recruit.slash(server.channel, "health"))
    assert card.startswith("### 🟡")
    assert card.endswith("the relay does not answer: no incidents")


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
            "🔴 relay · is not running",
            f"🟢 bot · started {at(noon, 'R')}",
            f"⏳ relay will be started again at {at(soon, 'T')}",
            "3 restarts in the last hour",
            "",
            "**Checks**",
            f"🔴 Database · locked: by \\*\\*x\\*\\* · began {at(noon, 'R')}",
            "🟢 Disk",
            "",
            "**Outside services**",
            f"🔴 roblox\\_users: no requests until {at(soon, 'T')}",
            "🟢 bloxlink",
            "",
            "**Last incidents**",
            f"🔴 relay crashed · {at(noon - 2 * 3600, 'R')}",
            f"🟢 bot hangs · {at(noon - 3 * 3600, 'R')} · resolved {at(noon, 'R')}",
        ]
    )


async def test_who_does_not_answer_is_named_and_the_rest_is_shown(server: Server, bench: Bench) -> None:
    bench.stack.found = bench.stack.happened = None
    bench.stack.running = (ProgramView("bot", NOON),)
    card = await server.recruit.slash(server.channel, "health")
    assert "🟢 bot\n⚪ the exporter does not answer" in shown(card)
    full = said(await press(server.officer, card, "Details"))
    assert "⚪ the exporter does not answer" in full
    assert "⚪ the relay does not answer" in full


@pytest.mark.usefixtures("portuguese", "troubled")
async def test_in_portuguese(server: Server) -> None:
    assert shown(await server.recruit.slash(server.channel, "health")).startswith("### 🟡 Nem tudo funciona")


DAY, WEEK, FOREVER = 86_400, 604_800, 3_600
PNG = b"\x89PNG\r\n\x1a\n and so on"


@pytest.fixture
def watched(bench: Bench) -> Bench:
    """All is well now; there was an outage of ten seconds today, and one of ten minutes in a half-observed week."""
    bench.stack.running = (ProgramView("bot", NOON),)
    day, hurt = Uptime(DAY - 10, 10, 1), Uptime(WEEK / 2 - 600, 600, 0.5)
    strips = [Strip(WHOLE, day, ["ok"] * 287 + ["failing"]), Strip(GATEWAY, Uptime(DAY, 0, 1), ["ok"] * 288)]
    bench.stack.past = StackHistory(day, hurt, strips, [0.08] * 288)
    bench.day_painter.picture = PNG
    return bench


def pictures(components: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Addresses and alternative texts of what a panel shows."""
    here = [
        (item["media"]["url"], item["description"])
        for one in components
        for item in one.get("items", [])
        if "media" in item
    ]
    return here + [found for one in components for found in pictures(one.get("components", []))]


async def test_uptime_and_the_picture_of_the_day(server: Server, watched: Bench) -> None:
    card = await server.recruit.slash(server.channel, "health")
    title = "### 🟢 Everything works\n**99.98 %** in 24 h · **99.8 %** in 7 d (observed 50 %)\n🟢 bot\n"
    assert shown(card).startswith(title)
    assert card.response is not None
    assert [file.filename for file in card.response.attachments] == ["health.png"]
    ((address, alt),) = pictures(card.response.components)
    assert "health.png" in address
    assert alt == "Picture of the last 24 hours. Uptime: Ignis 99.98 %, Discord 100 %, Ping: 80 ms"
    (drawing,) = watched.day_painter.drawn
    assert [name for name, _ in drawing.rows] == ["Ignis", "Discord"]
    assert drawing.rows[0][1][-1].failing == 1
    assert watched.outcomes == [("health", ReplyOutcome.DIRECT)]
    details = await press(server.officer, card, "Details")
    assert said(details).startswith(title.removesuffix("🟢 bot\n"))
    assert details.response is not None
    assert not details.response.attachments


@pytest.mark.usefixtures("portuguese")
async def test_uptime_in_portuguese(server: Server, watched: Bench) -> None:
    ignis = Strip(WHOLE, Uptime(DAY - 10, 10, 1), ["ok"])
    day, week = Uptime(DAY - 10, 10, 1), Uptime(WEEK / 2 - 600, 600, 0.5)
    database = Strip("check:database", Uptime(DAY, 0, 1), ["ok"])
    watched.stack.past = StackHistory(day, week, [ignis, database], [0.08])
    card = await server.recruit.slash(server.channel, "health")
    assert "\n**99,98 %** em 24 h · **99,8 %** em 7 d (observado: 50 %)\n" in shown(card)
    assert card.response is not None
    ((_, alt),) = pictures(card.response.components)
    assert alt == "Imagem das últimas 24 horas. Disponibilidade: Ignis 99,98 %, Dados 100 %, Ping: 80 ms"
    (drawing,) = watched.day_painter.drawn
    assert [name for name, _ in drawing.rows] == ["Ignis", "Dados"]


async def test_a_picture_that_cannot_be_drawn_is_left_out(server: Server, watched: Bench) -> None:
    watched.day_painter.picture = None
    card = await server.recruit.slash(server.channel, "health")
    assert "99.98 %" in shown(card)
    assert card.response is not None
    assert not card.response.attachments
    assert not pictures(card.response.components)


async def test_a_picture_that_takes_too_long_is_left_out(server: Server, watched: Bench) -> None:
    assert PICTURE_WITHIN < DIRECT_WITHIN
    watched.day_painter.takes = FOREVER
    card = await server.recruit.slash(server.channel, "health")
    assert "99.98 %" in shown(card)
    assert card.response is not None
    assert not card.response.attachments


@pytest.mark.parametrize(
    ("day", "week", "told"),
    [
        (Uptime(DAY, 0, 1), Uptime(WEEK, 0, 1), "**100 %** in 24 h · **100 %** in 7 d"),
        (Uptime(DAY, 0.001, 1), None, "**99.99 %** in 24 h"),
        (Uptime(900, 0, 0.0104), Uptime(900, 0, 0.0015), "**100 %** in 24 h (observed 1 %)"),
        (Uptime(0, 0, 0), Uptime(WEEK / 7, 0, 0.143), "**100 %** in 7 d (observed 14 %)"),
        (Uptime(0, DAY, 1), Uptime(0, DAY, 0.143), "**0 %** in 24 h · **0 %** in 7 d (observed 14 %)"),
        (Uptime(30, 0, 0.0003), Uptime(30, 0, 0.00005), "-# Uptime: not observed for long enough yet"),
        (Uptime(0, 0, 0), None, "-# Uptime: not observed for long enough yet"),
    ],
)
async def test_uptime_is_told_honestly(
    server: Server, bench: Bench, day: Uptime, week: Uptime | None, told: str
) -> None:
    bench.stack.past = StackHistory(day, week)
    assert shown(await server.recruit.slash(server.channel, "health")).splitlines()[1] == told
    assert bench.day_painter.drawn == []  # there is nothing to show


@pytest.mark.parametrize("language", LANGUAGES)
def test_checks_and_incidents_have_a_name_in_every_language(language: str) -> None:
    """The incidents' are those of the alerts."""
    say, words = load_texts().voice(language), WORDS[language]
    for check in checks():
        assert say.knows(f"checks.{check.name}"), check.name
        assert language != "en" or say(f"checks.{check.name}") == check.label.name
    for kind, title in words.titles.items():
        assert told(say, kind, None) == title.format(name=NAME[language, kind == "check"])
    for kind, title in words.cleared.items():
        assert told(say, kind, "cleared") == title.format(name=NAME[language, kind == "check"])
    for resolution, title in words.resolved.items():
        assert told(say, "crashed", resolution) == title.format(name="database")
    assert told(say, "alert", "gone") == words.alert_gone.format(name="database")
    assert told(say, "of a newer relay", None) == "something new"


NAME = {
    ("en", True): "Database",
    ("pt-BR", True): "Banco de dados",
    ("en", False): "database",
    ("pt-BR", False): "database",
}


def told(say: Voice, kind: str, resolution: str | None) -> str:
    incident = IncidentView(1, "something new", NOON, None, kind=kind, name="database", resolution=resolution)
    return _incident_title(incident, say)
