"""Ranks follow the roles in the database; the legion is tests/support/legion/small_legion.py."""

from collections.abc import Mapping
from datetime import UTC, datetime

from ignis.domain.members.change import Action
from ignis.domain.members.member import Member
from ignis.domain.role_map.table import GuildRole, RoleTable
from ignis.domain.role_sync.plan import SeenMember
from ignis.services.ports import AccountUrgency, Freshness, NotLinked
from ignis.services.sync import RankSync
from tests.support.fakes.accounts import FakeAccounts, FixedAccounts
from tests.support.fakes.fake_members import FakeMembers
from tests.support.legion.small_legion import LEGION

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
ASPIRANTS, BROTHERS, CAPTAINS = (
    GuildRole(number, name) for number, name in enumerate(["Aspirants", "Brothers", "Captains"])
)
TABLE = RoleTable(LEGION, (ASPIRANTS, BROTHERS, CAPTAINS))
NOBODY_KNOWN: Mapping[int, int] = {}


def seen(user_id: int, *roles: GuildRole) -> SeenMember:
    return SeenMember(user_id, [role.id for role in roles], None)


def brother(user_id: int, points: int = 5) -> Member:
    return Member(user_id, points, "Brother", "brothers", role_rank="Brother")


class OfficerIsQuicker(FakeMembers):
    """An officer sets the rank of member 1 after the sync has looked, and before it writes."""

    async def adopt(self, user_ids, order, at):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201  as FakeMembers
        self.put(Member(1, 5, "Captain", "brothers", role_rank="Captain"))
        return await super().adopt(user_ids, order, at)


async def test_looking_writes_nothing_and_keeps_the_order() -> None:
    store = FakeMembers(brother(2))
    members = [seen(2, CAPTAINS), seen(1, BROTHERS)]
    plans = await RankSync(store, FixedAccounts()).look(TABLE, members)
    assert [(plan.user_id, plan.rank, plan.store) for plan in plans] == [(2, "Captain", True), (1, "Brother", True)]
    assert await store.find(1) is None
    assert await store.find(2) == brother(2)


async def test_ranks_that_differ_are_stored_and_signed_by_who_changed_the_roles() -> None:
    store = FakeMembers(brother(1), brother(2), brother(3))
    sync = RankSync(store, FixedAccounts())
    members = [seen(3, BROTHERS), seen(2, CAPTAINS), seen(1, ASPIRANTS)]
    synced = await sync.store(TABLE, members, await sync.outlines([1, 2, 3]), {1: 42}, NOON)
    assert [(each.plan.user_id, each.plan.rank, each.adopted) for each in synced] == [
        (3, "Brother", False),
        (2, "Captain", True),
        (1, "Aspirant", True),
    ]
    assert {(entry.user_id, entry.actor_id, entry.action) for entry in store.entries} == {
        (1, 42, Action.SYNCED),
        (2, None, Action.SYNCED),
    }
    assert (await store.stored([1]))[1].points == 5


async def test_newcomers_are_stored_with_the_rank_of_their_roles() -> None:
    store = FakeMembers()
    (synced,) = await RankSync(store, FixedAccounts()).store(TABLE, [seen(1, CAPTAINS)], {}, NOBODY_KNOWN, NOON)
    assert (await store.stored([1]))[1].rank == "Captain"
    assert (synced.adopted, synced.known) == (False, False)
    assert [(entry.before, entry.after) for entry in store.entries] == [("Aspirant", "Captain")]


async def test_it_is_decided_on_what_is_stored_when_it_is_written() -> None:
    store = OfficerIsQuicker(brother(1))
    sync = RankSync(store, FixedAccounts())
    (synced,) = await sync.store(TABLE, [seen(1, CAPTAINS)], await sync.outlines([1]), NOBODY_KNOWN, NOON)
    assert (synced.plan.rank, synced.change) == ("Captain", None)
    assert not store.entries


async def test_a_member_without_a_mapped_role_keeps_the_rank_or_loses_it_as_configured() -> None:
    for keep, rank in ((True, "Brother"), (False, "Aspirant")):
        store = FakeMembers(brother(1))
        sync = RankSync(store, FixedAccounts(), keep_rank_without_role=keep)
        await sync.store(TABLE, [seen(1)], await sync.outlines([1]), NOBODY_KNOWN, NOON)
        assert (await store.stored([1]))[1].rank == rank


async def test_accounts_that_are_remembered_are_known() -> None:
    store, source = FakeMembers(), FixedAccounts(FakeAccounts({1: "Ana7"}))
    members = [seen(1, CAPTAINS), seen(2, CAPTAINS)]
    synced = await RankSync(store, source).store(TABLE, members, {}, NOBODY_KNOWN, NOON)
    assert [each.known for each in synced] == [True, False]
    known = await RankSync(store, source).known(members)
    assert [each.account.name if each.account else None for each in known] == ["Ana7", None]


async def test_the_service_for_accounts_comes_and_goes() -> None:
    source, accounts = FixedAccounts(), FakeAccounts()
    sync = RankSync(FakeMembers(), source)
    assert await sync.ask(1, Freshness.ORDERED) is None
    assert (await sync.outdated([1]), await sync.unknown([1]), sync.requests_left()) == ((), (), None)
    source.now = accounts
    assert await sync.ask(2, Freshness.ORDERED) == NotLinked()
    assert (accounts.asked, accounts.freshness) == ([(2, AccountUrgency.CHANGED)], [Freshness.ORDERED])
    accounts.old = {1, 3}
    assert list(await sync.outdated([1, 2])) == [1]
    assert await sync.unknown([1, 2]) == [1, 2]
    assert sync.requests_left() == 800
