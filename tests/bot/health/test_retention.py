"""Who left long ago is deleted, who is here or came back is not, and nobody is while the list is not whole."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import discord
import pytest

from ignis.adapters.stores.account_memory import AccountMemory, RememberedAccount
from ignis.adapters.stores.departures import SqliteDepartures
from ignis.adapters.stores.privacy import SqlitePrivacy
from ignis.bot.gateway.member_list import MemberList
from ignis.bot.health.retention import Retention
from ignis.services.privacy import Privacy
from tests.bot.conftest import Bench
from tests.support.fakes.turned_clock import TurnedClock

ANA, BEA, EVE = 1, 2, 3
DAY = 86_400


@dataclass
class Member:
    id: int


@dataclass
class Guild:
    members: Sequence[Member]
    member_count: int
    id: int = 7
    chunked: bool = True
    unavailable: bool = False


@dataclass
class Server:
    clock: TurnedClock
    shown: Guild = field(default_factory=lambda: Guild([], 0))
    members: MemberList = field(init=False)

    def __post_init__(self) -> None:
        self.members = MemberList(self, self.clock)

    @property
    def guild(self) -> discord.Guild:
        return cast("discord.Guild", self.shown)

    def has(self, *ids: int, count: int | None = None, **more: Any) -> None:
        self.members.session_began()
        self.shown = Guild([Member(one) for one in ids], len(ids) if count is None else count, **more)


@pytest.mark.parametrize("hidden", [{"count": 9}, {"chunked": False}, {"unavailable": True}])
async def test_retention(bench: Bench, hidden: dict[str, Any]) -> None:
    clock, memory = TurnedClock(), AccountMemory(bench.database)
    server = Server(clock)
    departures, privacy = SqliteDepartures(bench.database), Privacy(SqlitePrivacy(bench.database))
    retention = Retention(departures, privacy, server, clock=clock, log=bench.log, keep_days=30)
    for user_id in (ANA, BEA, EVE):
        await memory.keep(user_id, RememberedAccount(user_id, "x", None, clock.now()))
    server.has(EVE)
    await retention.look()
    await clock.turn(20 * DAY)
    server.has(BEA, EVE)  # back again
    await retention.look()
    server.has(EVE)  # and gone again
    await retention.look()
    await clock.turn(11 * DAY)
    server.has(EVE, **hidden)  # such a list says nothing
    await retention.look()
    assert set(await memory.find([ANA, BEA, EVE])) == {ANA, BEA, EVE}
    server.has(EVE)
    await retention.look()
    assert set(await memory.find([ANA, BEA, EVE])) == {BEA, EVE}
    await clock.turn(20 * DAY)
    await retention.look()
    assert set(await memory.find([ANA, BEA, EVE])) == {EVE}
