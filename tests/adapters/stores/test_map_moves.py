"""Moves by the role map in the file: through a restart, with the audit, and gone with the member."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ignis.adapters.database.database import Database
from ignis.adapters.stores.history import SqliteHistory
from ignis.adapters.stores.privacy import SqlitePrivacy
from ignis.adapters.stores.promotions import SqlitePromotions
from ignis.adapters.stores.sync import SqliteSync
from ignis.domain.members.change import Action
from ignis.domain.members.member import Member
from ignis.domain.role_map.table import GuildRole, RoleTable
from ignis.domain.role_sync.plan import SeenMember
from ignis.services.sync import RankSync
from tests.adapters.stores.conftest import opened
from tests.domain.role_sync.test_map_moves import ASPIRANTS, BROTHERS, BROTHERS_LEAD, CAPTAINS, USUAL, table
from tests.support.fakes.accounts import FixedAccounts
from tests.support.legion.stores import Stores

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANA, BEA = 1, 2
GUESTS_FIRST = table(Brothers="Initiate")


def at(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


class Rounds:
    """Rounds over ANA and BEA, who both have the role Brothers, unless something else is said."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.store = SqliteSync(database)
        self.history = SqliteHistory(database)
        self.sync = RankSync(self.store, FixedAccounts())
        self.minute = 0

    async def go(
        self,
        after: RoleTable,
        before: RoleTable | None = None,
        ana: GuildRole = BROTHERS,
        bea: GuildRole = BROTHERS,
    ) -> None:
        self.minute += 1
        members = [SeenMember(ANA, [ana.id], None), SeenMember(BEA, [bea.id], None)]
        outlines = await self.sync.outlines([ANA, BEA])
        await self.sync.store(after, members, outlines, {}, at(self.minute), before=before)

    async def member(self, user_id: int) -> Member:
        return (await self.store.stored([user_id]))[user_id]

    async def lines(self, user_id: int) -> list[tuple[Action, str | int | None, str | int | None]]:
        """From old to new, without the one of the first rank."""
        lines = await self.history.lines(user_id, None, 99)
        return [(line.entry.action, line.entry.before, line.entry.after) for line in reversed(lines)][1:]

    async def queued_since(self, user_id: int) -> datetime:
        candidates = await SqlitePromotions(self.database).candidates({"Brother": 0, "Captain": 0, "Initiate": 0})
        return next(each.ranked_at for each in candidates if each.member.user_id == user_id)


@pytest.fixture
def rounds(database: Database) -> Rounds:
    return Rounds(database)


async def test_undo_restores_rank_and_date_and_leaves_one_line(rounds: Rounds) -> None:
    await rounds.go(USUAL, ana=CAPTAINS)
    await rounds.go(USUAL)
    before, since = await rounds.member(ANA), await rounds.queued_since(ANA)
    await rounds.go(BROTHERS_LEAD, before=USUAL)
    assert (await rounds.member(ANA)).rank == "Captain"
    assert await rounds.queued_since(ANA) > since
    await rounds.go(USUAL, before=BROTHERS_LEAD)
    assert await rounds.member(ANA) == before
    assert await rounds.queued_since(ANA) == since
    assert await rounds.lines(ANA) == [
        (Action.SYNCED, "Captain", "Brother"),
        (Action.TAKEN_BACK, "Brother", "Captain"),
    ]
    assert await rounds.lines(BEA) == [(Action.TAKEN_BACK, "Brother", "Captain")]
    last = await rounds.history.last_rank_change(ANA)
    assert last is not None
    assert last.after == "Brother"
    assert await rounds.store.moves([ANA, BEA]) == {}


async def test_undo_of_undo_goes_further_back_step_by_step(rounds: Rounds) -> None:
    await rounds.go(USUAL)
    first = await rounds.member(ANA)
    await rounds.go(GUESTS_FIRST, before=USUAL)
    second = await rounds.member(ANA)
    await rounds.go(BROTHERS_LEAD, before=GUESTS_FIRST)
    await rounds.go(GUESTS_FIRST, before=BROTHERS_LEAD)
    assert await rounds.member(ANA) == second
    await rounds.go(USUAL, before=GUESTS_FIRST)
    assert await rounds.member(ANA) == first
    assert [action for action, *_ in await rounds.lines(ANA)] == [Action.TAKEN_BACK] * 2


async def test_a_change_that_is_made_again_moves_again_and_can_be_undone_again(rounds: Rounds) -> None:
    await rounds.go(USUAL)
    first = await rounds.member(ANA)
    for _ in range(2):
        await rounds.go(BROTHERS_LEAD, before=USUAL)
        assert (await rounds.lines(ANA))[-1] == (Action.SYNCED, "Brother", "Captain")
        await rounds.go(USUAL, before=BROTHERS_LEAD)
        assert await rounds.member(ANA) == first
    assert [action for action, *_ in await rounds.lines(ANA)] == [Action.TAKEN_BACK] * 2


async def test_whom_somebody_moved_meanwhile_stays_as_the_roles_say(rounds: Rounds) -> None:
    await rounds.go(USUAL)
    await rounds.go(BROTHERS_LEAD, before=USUAL)
    await rounds.go(BROTHERS_LEAD, ana=ASPIRANTS)
    await rounds.go(BROTHERS_LEAD)
    await rounds.go(USUAL, before=BROTHERS_LEAD)
    assert [action for action, *_ in await rounds.lines(ANA)] == [Action.SYNCED] * 4
    assert [action for action, *_ in await rounds.lines(BEA)] == [Action.TAKEN_BACK]
    assert (await rounds.member(ANA)).rank == "Brother"


async def test_a_line_from_before_is_left_as_it_is_where_the_rank_stayed(rounds: Rounds) -> None:
    """Only what the roles are remembered to stand for was moved."""
    await rounds.go(USUAL, ana=CAPTAINS)
    await rounds.go(USUAL)
    async with rounds.database.transaction("prepare") as connection:
        await connection.execute("UPDATE members SET rank = 'Captain', roles_due = 1 WHERE user_id = 1")
    before = await rounds.member(ANA)
    await rounds.go(BROTHERS_LEAD, before=USUAL)
    assert (await rounds.member(ANA)).role_rank == "Captain"
    await rounds.go(USUAL, before=BROTHERS_LEAD)
    assert await rounds.member(ANA) == before
    assert await rounds.lines(ANA) == [(Action.SYNCED, "Captain", "Brother")]


async def test_a_restart_between_change_and_undo(tmp_path: Path) -> None:
    async with opened(tmp_path / "ignis.db") as database:
        rounds = Rounds(database)
        await rounds.go(USUAL)
        before = await rounds.member(ANA)
        await rounds.go(BROTHERS_LEAD, before=USUAL)
        await rounds.store.went_through("second", NOON)
    async with opened(tmp_path / "ignis.db") as database:
        rounds = Rounds(database)
        assert await rounds.store.gone_through_by() == "second"
        await rounds.go(USUAL, before=BROTHERS_LEAD)
        assert await rounds.member(ANA) == before
        assert await rounds.lines(ANA) == [(Action.TAKEN_BACK, "Brother", "Captain")]


async def test_moves_of_long_ago_are_forgotten(rounds: Rounds) -> None:
    await rounds.go(USUAL)
    await rounds.go(BROTHERS_LEAD, before=USUAL)
    await rounds.store.went_through("second", NOON + timedelta(days=90))
    assert set(await rounds.store.moves([ANA, BEA])) == {ANA, BEA}
    await rounds.store.went_through("third", NOON + timedelta(days=91))
    assert await rounds.store.moves([ANA, BEA]) == {}


async def test_export_and_deletion_know_of_them(rounds: Rounds, stores: Stores) -> None:
    await rounds.go(USUAL)
    await rounds.go(BROTHERS_LEAD, before=USUAL)
    privacy = SqlitePrivacy(rounds.database)
    (exported,) = (await privacy.everything(ANA))["map_moves"]
    assert (exported["stood_for"], exported["rank"], exported["at"]) == ("Brother", "Brother", at(2).isoformat())
    await privacy.delete(ANA, NOON)
    assert (await privacy.everything(ANA))["map_moves"] == []
    assert set(await stores.sync.moves([ANA, BEA])) == {BEA}
