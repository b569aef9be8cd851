import pytest

from ignis.domain.health.repair_facts import RepairFact, RepairFinding
from ignis.repair.recovery import Freed, Report
from tests.bot.conftest import Bench
from tests.support.servers.server import Server, buttons, press, said


async def test_it_says_what_was_found_and_done(server: Server, bench: Bench) -> None:
    problem = RepairFinding.of(RepairFact.DATABASE_FAILS, problem="of @everyone, in *bold*")
    old = RepairFinding.of(RepairFact.OLD_BACKUPS, count=3)
    bench.recovery.report = Report((problem, old), (RepairFinding.of(RepairFact.REMOVED),), Freed(12_345, 3))
    reply = said(await server.admin.slash(server.channel, "repair", recovery="resync-commands"))
    assert reply.splitlines() == [
        "✔ **resync-commands** · 0.0 s",
        "Found: the database does not work: of @\u200beveryone, in \\*bold\\*; 3 old files of backups and journals",
        "Did: removed all of it",
        "Freed on disk: 13 kB",
    ]


async def test_nothing_was_broken(server: Server) -> None:
    reply = said(await server.admin.slash(server.channel, "repair", recovery="resync-commands"))
    assert reply == "✔ **resync-commands** · 0.0 s · nothing was broken\nFound: nothing that could be removed"


async def test_a_failure_is_said(server: Server, bench: Bench) -> None:
    bench.recovery.report = OSError("no disk")
    reply = said(await server.admin.slash(server.channel, "repair", recovery="resync-commands"))
    assert reply == "✖ **resync-commands** · 0.0 s · OSError: no disk"


async def test_administrators_alone(server: Server) -> None:
    await server.let(server.officer, "repair")
    reply = said(await server.officer.slash(server.channel, "repair", recovery="resync-commands"))
    assert reply == "Only administrators of this server may do this."


async def test_to_restore_is_asked_twice(server: Server, bench: Bench) -> None:
    asked = await server.admin.slash(server.channel, "repair", recovery="restore-database")
    assert set(buttons(asked).values()) == {"Check and restore", "Leave it"}
    assert bench.recovery.restored == 0
    done = await press(server.admin, asked, "Check and restore")
    assert bench.recovery.restored == 1
    assert "Did: rebuilt it from the journal (3 writes)" in (done.response.content or "" if done.response else "")


async def test_to_restore_can_be_called_off(server: Server, bench: Bench) -> None:
    asked = await server.admin.slash(server.channel, "repair", recovery="restore-database")
    done = await press(server.admin, asked, "Leave it")
    assert done.response is not None
    assert done.response.content == "The database was left as it is."
    assert bench.recovery.restored == 0


@pytest.mark.usefixtures("portuguese")
async def test_in_portuguese(server: Server) -> None:
    reply = said(await server.admin.slash(server.channel, "repair", recovery="resync-commands"))
    assert reply.splitlines() == [
        "✔ **sincronizar os comandos (resync-commands)** · 0.0 s · nada estava quebrado",
        "Encontrado: nada que pudesse ser removido",
    ]


@pytest.mark.usefixtures("portuguese")
async def test_what_was_done_is_said_in_the_readers_language(server: Server, bench: Bench) -> None:
    log = "um registro de gravações do banco de dados que não é mais necessário"
    found = RepairFinding.of(RepairFact.DATABASE_LOG), RepairFinding.of(RepairFact.UNUSED_MEMORY, count=205)
    bench.recovery.report = Report(found, (RepairFinding.of(RepairFact.REMOVED),), Freed(201_912, 205))
    reply = said(await server.admin.slash(server.channel, "repair", recovery="resync-commands"))
    assert reply.splitlines()[1:] == [
        f"Encontrado: {log}; 205 objetos na memória que nada mais usava",
        "Feito: removeu tudo isso",
        "Liberado no disco: 202 kB",
    ]
