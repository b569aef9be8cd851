"""When the list of members counts as whole, and what happens when it does."""

from dataclasses import dataclass, field
from typing import cast

import discord
import pytest

from ignis.bot.gateway.member_list import MemberCount, MemberList
from ignis.domain.refusals import Refusal, Refused
from tests.support.fakes.turned_clock import T0, TurnedClock

GUILD = 7


@dataclass
class Guild:
    members: list[int]
    member_count: int
    id: int = GUILD
    unavailable: bool = False

    @property
    def chunked(self) -> bool:
        return len(self.members) == self.member_count


@dataclass
class Server:
    """Serves a guild with `known` of its `count` members; none while `shown` is None."""

    shown: Guild | None = None
    told: int = 0
    clock: TurnedClock = field(default_factory=TurnedClock)

    def __post_init__(self) -> None:
        self.list = MemberList(self, self.clock)
        self.list.on_whole(self)

    @property
    def guild(self) -> discord.Guild | None:
        return cast("discord.Guild | None", self.shown)

    def has(self, known: int, count: int) -> None:
        self.shown = Guild(list(range(known)), count)

    def members_whole(self) -> None:
        self.told += 1


def test_without_a_server_nothing_is_whole_and_nothing_is_refused() -> None:
    server = Server()
    assert (server.list.whole, server.list.count, server.list.since) == (False, None, T0)
    server.list.demand()


def test_a_part_is_not_the_whole_and_decides_nothing() -> None:
    server = Server()
    server.has(1, 42)
    assert not server.list.whole
    with pytest.raises(Refused) as refused:
        server.list.demand()
    assert (refused.value.code, dict(refused.value.params)) == (Refusal.LIST_NOT_WHOLE, {"known": 1, "total": 42})
    assert server.list.came("ab", 0, 2) is False
    assert server.list.came("ab", 0, 2) is False, "the same part again"
    server.has(42, 42)
    assert server.list.came("ab", 1, 2) is True
    server.list.complete(GUILD)
    server.list.demand()


def test_whoever_waits_is_told_once_when_it_becomes_whole() -> None:
    server = Server()
    server.has(41, 42)
    assert not server.list.whole, "nobody has said that these are all"
    server.list.complete(GUILD)
    assert (server.list.whole, server.list.since, server.told) == (True, None, 1)
    server.list.complete(GUILD)
    assert server.told == 1


def test_who_waits_is_told_also_where_somebody_looked_just_before_and_when_the_last_member_comes_alone() -> None:
    server = Server()
    server.has(41, 42)
    assert not server.list.look()
    server.has(42, 42)
    assert server.list.whole, "as a command asks, which tells nobody"
    assert server.told == 0
    server.list.complete(GUILD)
    assert server.told == 1
    server.list.session_began()
    assert server.list.look()
    assert server.told == 2


async def test_a_doubted_list_is_not_whole_however_many_there_are() -> None:
    server = Server()
    server.has(42, 42)
    assert server.list.whole
    await server.clock.turn(60)
    server.list.changed.clear()
    server.list.doubt(GUILD)
    assert (server.list.whole, server.list.since) == (False, server.clock.now())
    assert server.list.changed.is_set()
    server.list.complete(GUILD)
    assert server.list.whole


def test_far_fewer_than_discord_counts_is_not_whole_unless_its_counts_of_roles_agree() -> None:
    server = Server()
    server.has(21, 42)
    server.list.complete(GUILD)
    assert not server.list.whole
    server.list.vouch(GUILD)
    assert (server.list.whole, server.told) == (True, 1)
    server.list.session_began()
    assert not server.list.whole


@pytest.mark.parametrize(
    ("known", "total", "far"), [(1, 40, True), (39, 40, False), (38, 40, True), (9900, 10_000, False)]
)
def test_how_many_are_far_fewer(known: int, total: int, far: bool) -> None:  # noqa: FBT001  a case
    assert MemberCount(known, total).far_fewer is far


async def test_discord_says_when_it_gives_the_list_again() -> None:
    server = Server()
    assert server.list.allowed_in(GUILD) == 0
    server.list.limited(GUILD, 30)
    await server.clock.turn(12)
    assert server.list.allowed_in(GUILD) == 18
    assert server.list.allowed_in(8) == 0


def test_an_outage_is_no_whole_list() -> None:
    server = Server()
    server.has(42, 42)
    assert server.list.whole
    assert server.shown is not None
    server.shown.unavailable = True
    assert not server.list.whole


def test_of_whom_the_gateway_tells_during_an_answer_is_noted() -> None:
    server = Server()
    server.list.heard_of({"user": {"id": "1"}})
    with server.list.heard_meanwhile() as newer:
        server.list.heard_of({"user": {"id": "2"}})
        assert newer == {2}
