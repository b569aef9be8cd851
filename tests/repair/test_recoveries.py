"""Each recovery finds out first, and does nothing where nothing is broken."""

import os
from pathlib import Path

import pytest

from ignis.adapters.database.stale_files import remove_stale_files
from ignis.repair.clean_up import CleanUp
from ignis.repair.rebuild_cache import RebuildCache
from ignis.repair.reconnect_gateway import ReconnectGateway
from ignis.repair.recovery import NOTHING, Freed, NotMended


class Connection:
    """A gateway that has been silent for so long; None without a session."""

    def __init__(self, silent: float | None, *, is_open: bool = True) -> None:
        self.silent = silent
        self.is_open = is_open
        self.closed = 0

    async def disconnect(self) -> bool:
        self.closed += self.is_open
        return self.is_open


@pytest.mark.parametrize(
    ("connection", "found", "closed"),
    [
        (Connection(91.0), "the gateway has acknowledged no heartbeat for 91 s", 1),
        (Connection(91.0, is_open=False), "the gateway has acknowledged no heartbeat for 91 s", 0),
        (Connection(90.0), "the gateway acknowledged a heartbeat 90 s ago", 0),
        (Connection(None), "there is no session; one is being asked for already", 0),
    ],
)
async def test_reconnect_gateway(connection: Connection, found: str, closed: int) -> None:
    report = await ReconnectGateway(lambda: connection.silent, connection.disconnect, limit=90).run()
    assert (report.found, connection.closed) == (found, closed)
    assert (report.did == NOTHING) == (closed == 0)


class Members:
    """How many of ten are remembered."""

    def __init__(self, remembered: int) -> None:
        self.remembered = remembered

    async def refill(self) -> None:
        self.remembered = 10


async def test_rebuild_cache() -> None:
    members = Members(7)
    recovery = RebuildCache(lambda: (members.remembered, 10), members.refill)
    report = await recovery.run()
    assert (report.found, report.did) == ("7 of 10 members were remembered", "asked for all of them: 10 are now")
    assert (await recovery.run()).did == NOTHING
    assert (await RebuildCache(lambda: None, members.refill).run()).found == "no server is served"


async def some() -> Freed:
    return Freed(1_000, 2)


async def none() -> Freed:
    return Freed()


async def broken() -> Freed:
    raise OSError("no disk")


async def test_clean_up_counts_what_it_gives_back() -> None:
    report = await CleanUp({"old backups": some, "drafts": none, "logs": some}).run()
    assert (report.found, report.did) == ("old backups (2), logs (2)", "freed 2000 bytes and 4 objects")
    assert report.freed == Freed(2_000, 4)
    assert (await CleanUp({"drafts": none}).run()).did == NOTHING


async def test_one_part_that_fails_keeps_no_other_from_its_turn() -> None:
    with pytest.raises(NotMended, match=r"old backups: no disk \(freed 1000 bytes, 2 objects\)"):
        await CleanUp({"old backups": broken, "drafts": some}).run()


def test_drafts_that_a_killed_program_left_are_removed_and_young_ones_are_not(tmp_path: Path) -> None:
    for folder in ("run", "backups"):
        (tmp_path / folder).mkdir()
    old = [tmp_path / "run" / ".endpoints.json.x1", tmp_path / "backups" / ".backup-42", tmp_path / "ignis.db.new"]
    kept = [tmp_path / "run" / "endpoints.json", tmp_path / "ignis.db"]
    young = tmp_path / "run" / ".endpoints.json.x2"
    for file in (*old, *kept, young):
        file.write_text("1234", encoding="ascii")
    for file in (*old, *kept):
        os.utime(file, (1_000, 1_000))
    assert remove_stale_files(tmp_path, before=2_000) == (12, 3)
    assert [file.exists() for file in (*old, *kept, young)] == [False] * 3 + [True] * 3
