import pytest

from ignis.repair.recovery import Freed, Report
from tests.bot.conftest import Bench
from tests.support.servers.server import Server, buttons, press, said


async def test_it_says_what_was_found_and_done(server: Server, bench: Bench) -> None:
    bench.recovery.report = Report("3 old @everyone", "removed *them*", Freed(12_345, 3))
    reply = said(await server.admin.slash(server.channel, "repair", recovery="resync-commands"))
    assert reply.splitlines() == [
        "✔ **resync-commands** · 0.0 s",
        "Found: 3 old @\u200beveryone",
        "Did: removed \\*them\\*",
        "Freed: 12,345 bytes, 3 objects",
    ]


async def test_nothing_was_broken(server: Server) -> None:
    reply = said(await server.admin.slash(server.channel, "repair", recovery="resync-commands"))
    assert reply == "✔ **resync-commands** · 0.0 s · nothing was broken\nFound: nothing superfluous"


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
    assert "Did: rebuilt it" in (done.response.content or "" if done.response else "")


async def test_to_restore_can_be_called_off(server: Server, bench: Bench) -> None:
    asked = await server.admin.slash(server.channel, "repair", recovery="restore-database")
    done = await press(server.admin, asked, "Leave it")
    assert done.response is not None
    assert done.response.content == "The database was left as it is."
    assert bench.recovery.restored == 0


@pytest.mark.usefixtures("portuguese")
async def test_in_portuguese(server: Server) -> None:
    reply = said(await server.admin.slash(server.channel, "repair", recovery="resync-commands"))
    assert reply.startswith("✔ **resync-commands** · 0.0 s · nada estava quebrado\nEncontrado: ")
