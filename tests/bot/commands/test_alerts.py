"""`/alerts list|ack|silence|unsilence|test`, as staff uses it and as others are refused."""

from datetime import timedelta

import pytest

from ignis.bot.health.incident_words import incident_words
from ignis.runtime.stack.http_shapes import ReportedPause
from tests.bot.conftest import Bench
from tests.support.fakes.fake_alert_desk import NOW
from tests.support.servers.server import Server, said

UNREACHABLE = "The relay keeps the alerts, and it does not answer."


async def test_the_list_names_what_is_open_silenced_and_paused(server: Server, bench: Bench) -> None:
    assert "Nothing is wrong" in said(await server.officer.slash(server.channel, "alerts list"))
    bench.alerts.open(11, "process:bot", "bot *crashed*")
    bench.alerts.open(12, "check:disk", "check disk is red")
    await server.officer.slash(server.channel, "alerts ack", incident=11)
    await server.officer.slash(server.channel, "alerts silence", subject="12", duration="1h", why="a new disk comes")
    bench.alerts.pause = ReportedPause(until=NOW, by="@everyone", at=NOW, why="an **update**")
    lines = said(await server.officer.slash(server.channel, "alerts list")).splitlines()
    assert any("#11 · bot \\*crashed\\*" in line and "Cassian takes care of it" in line for line in lines)
    assert any("check:disk is silenced until" in line and "a new disk comes" in line for line in lines)
    assert any("an \\*\\*update\\*\\*" in line and "@\u200beveryone" in line for line in lines)


async def test_who_did_what_and_why_goes_to_the_relay(server: Server, bench: Bench) -> None:
    bench.alerts.open(11)
    officer = server.officer
    told = said(await officer.slash(server.channel, "alerts ack", incident=11, why="I look at it"))
    assert told == "✔ Cassian takes care of incident #11. It is not escalated any more."
    assert said(await server.admin.slash(server.channel, "alerts ack", incident=11)).startswith("Cassian takes care")
    assert "is over already" in said(await officer.slash(server.channel, "alerts ack", incident=3))
    assert "There is no incident #99" in said(await officer.slash(server.channel, "alerts ack", incident=99))
    ((what, by, why),) = bench.alerts.ordered
    assert (what, by.name, by.discord_id, why) == ("acknowledge", "Cassian", officer.id, "I look at it")


@pytest.mark.parametrize(
    ("subject", "duration", "line"),
    [
        ("check:disk", "soon", "soon is no span of time. Write 10m, 1h30m or 2d."),
        ("check:disk", "8d", "At most 7d: what is silenced for ever is forgotten."),
        ("disk", "1h", "disk is no subject."),
        ("x", "1h", "x is no subject."),
        ("99999999999999999999", "1h", "99999999999999999999 is no subject."),
        ("y" * 201, "1h", "y" * 99 + "… is no subject."),
        ("77", "1h", "There is no incident #77."),
    ],
)
async def test_what_cannot_be_silenced_is_one_line(
    server: Server, bench: Bench, subject: str, duration: str, line: str
) -> None:
    told = said(await server.officer.slash(server.channel, "alerts silence", subject=subject, duration=duration))
    assert told.startswith(line)
    assert bench.alerts.ordered == []


async def test_a_silence_begins_and_ends(server: Server, bench: Bench) -> None:
    ask = server.officer.slash
    told = said(await ask(server.channel, "alerts silence", subject="check:*", duration="2d"))
    assert told == f"🔕 Nothing is told about check:\\* until <t:{int((NOW + timedelta(days=2)).timestamp())}:f>."
    assert said(await ask(server.channel, "alerts unsilence", subject="check:*")) == "🔔 check:\\* is told about again."
    assert said(await ask(server.channel, "alerts unsilence", subject="check:*")) == "check:\\* is not silenced."
    assert [what for what, _, _ in bench.alerts.ordered] == ["silence", "unsilence"]


async def test_a_record_that_could_not_be_written_is_said(server: Server, bench: Bench) -> None:
    bench.alerts.recorded = False
    told = said(await server.officer.slash(server.channel, "alerts test")).splitlines()
    assert told[0].startswith("✔ A test alert is on its way")
    assert told[1] == "The relay's database cannot be written: who did it is recorded later."


async def test_without_the_relay_every_command_says_so(server: Server, bench: Bench) -> None:
    bench.alerts.silent = True
    for command, options in (
        ("alerts list", {}),
        ("alerts ack", {"incident": 1}),
        ("alerts silence", {"subject": "check:disk", "duration": "1h"}),
        ("alerts unsilence", {"subject": "check:disk"}),
        ("alerts test", {}),
    ):
        assert said(await server.officer.slash(server.channel, command, **options)).startswith(UNREACHABLE)
    assert await server.officer.autocomplete(server.channel, "alerts ack", "incident", "1") == []
    assert await server.officer.autocomplete(server.channel, "alerts unsilence", "subject", "c") == []


async def test_staff_alone(server: Server, bench: Bench) -> None:
    await server.let(server.recruit, "alerts")
    bench.alerts.open(11)
    told = said(await server.recruit.slash(server.channel, "alerts ack", incident=11))
    assert told == "Only the legion's officers may do this."
    assert bench.alerts.ordered == []


async def test_open_incidents_subjects_and_silences_are_suggested(server: Server, bench: Bench) -> None:
    bench.alerts.open(11, "process:bot", "bot crashed")
    bench.alerts.open(12, "check:disk", "check disk is red")
    ask = server.officer.autocomplete
    found = await ask(server.channel, "alerts ack", "incident", "disk")
    assert [(one["name"], one["value"]) for one in found] == [("#12 check Disk is red", 12)]
    subjects = await ask(server.channel, "alerts silence", "subject", "che")
    assert [one["value"] for one in subjects] == ["check:disk", "check:*"]
    spans = await ask(server.channel, "alerts silence", "duration", "")
    assert [one["value"] for one in spans] == ["10m", "1h", "8h", "1d", "7d"]
    await server.officer.slash(server.channel, "alerts silence", subject="check:disk", duration="1h")
    silenced = await ask(server.channel, "alerts unsilence", "subject", "")
    assert [one["value"] for one in silenced] == ["check:disk"]


@pytest.mark.usefixtures("portuguese")
async def test_in_portuguese(server: Server, bench: Bench) -> None:
    bench.alerts.open(11)
    told = said(await server.officer.slash(server.channel, "alerts ack", incident=11))
    assert told == "✔ Cassian cuida do incidente #11. Ele não é mais escalado."


@pytest.mark.parametrize(
    ("subject", "kind", "title"),
    [
        ("process:bot", "crashed", "bot caiu"),
        ("check:disk", "check", "a verificação Disco está vermelha"),
        ("x:y", "one_of_a_newer_relay", "as the relay says"),
    ],
)
def test_a_title_is_in_the_readers_language(bench: Bench, subject: str, kind: str, title: str) -> None:
    bench.alerts.open(11, subject, "as the relay says")
    incident = bench.alerts.found[11].model_copy(update={"kind": kind})
    assert incident_words(incident, bench.texts.voice("pt-BR")) == title
